import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { buildStale } from "../../../scripts/house/build.mjs";
import { projectFolder } from "../../server/src/projectFolder.ts";

/** What a browser fetches before anything is shown, gzipped. */
const LIMIT_BYTES = 350_000;
const FOLDER = path.join(projectFolder(), "dist", "web");

beforeAll(() => buildStale(), 240_000);

test("the app is there after 350 kB, gzipped, before code that is fetched on demand", () => {
  const sizes = initialFiles().map((file) => ({ file, bytes: gzipSync(readFileSync(path.join(FOLDER, file)), { level: 6 }).length }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const heaviest = sizes
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 8)
    .map(({ file, bytes }) => `${file} ${bytes}`);
  expect(total, `The heaviest of ${total} bytes:\n${heaviest.join("\n")}`).toBeLessThanOrEqual(LIMIT_BYTES);
  expect(sizes.length).toBeGreaterThan(2);
});

/** The page, its scripts and styles, and whatever those import without being asked. */
function initialFiles(): string[] {
  const html = readFileSync(path.join(FOLDER, "index.html"), "utf8");
  const named = [...html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map(([, file]) => file as string);
  const all = new Set(["index.html", ...named]);
  for (const file of all) if (file.endsWith(".js")) for (const imported of importsOf(file)) all.add(imported);
  return [...all];
}

/** Static imports of a built module: `import x from"./y.js"`, `import"./y.js"`, `export{x}from"./y.js"`; not `import("./y.js")`. */
function importsOf(file: string): string[] {
  const text = readFileSync(path.join(FOLDER, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*"(\.[^"]+\.js)"/g)].map(([, to]) => path.posix.join(path.posix.dirname(file), to as string));
}
