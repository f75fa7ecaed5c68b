import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { projectFolder } from "../packages/server/src/projectFolder.ts";
import { type Import, importsOf, sourceFiles } from "./imports.ts";

const files = sourceFiles();
const imports = files.flatMap(importsOf);

/** Ground of the server: what everybody may use. */
const GROUND = ["clock.ts", "ids.ts", "log.ts", "config.ts", "projectFolder.ts", "secretBox.ts"];

/** Who may import whom, and what to do instead. All else is wrong. */
const MAY: Readonly<Record<string, { readonly areas: readonly string[]; readonly instead: string }>> = {
  core: { areas: [], instead: "core knows nothing but itself; hand the thing in as an argument" },
  contract: { areas: ["core"], instead: "the contract is shapes and words" },
  web: { areas: ["contract", "core"], instead: "the app speaks the public API like everybody else" },
  ground: { areas: ["core", "ground"], instead: "the ground carries everything, so it stands on nothing" },
  postgres: { areas: ["ground", "core"], instead: "the database's keeper knows no tables" },
  store: { areas: ["core", "ground"], instead: "the store reads and writes; let the engine decide and call it" },
  engine: { areas: ["core", "ground", "store"], instead: "take the thing as an interface (a Channel, a renderer) and let main hand it in" },
  channels: { areas: ["core", "ground"], instead: "a channel implements core's Channel and knows nothing of who calls it" },
  template: { areas: ["core", "ground"], instead: "templates turn data into text; hand the data in" },
  sources: { areas: ["core", "ground"], instead: "a source turns a foreign shape into an IncomingEvent; hand in what it needs" },
  sampleShop: { areas: ["core", "ground"], instead: "the sample shop speaks the public API, as a real shop does" },
  http: { areas: ["contract", "core", "ground", "engine", "store", "sources", "template"], instead: "routes check, call and present" },
  operations: { areas: ["core", "ground", "store"], instead: "an operation works on the database as a whole; hand in how it is reached" },
  cli: { areas: ["contract", "core", "ground"], instead: "the command line speaks the public API" },
};

/** Doors in a wall: the files that others may see. */
const DOORS: readonly (readonly [area: string, file: string])[] = [
  ["sources", "packages/server/src/engine/incoming.ts"],
  // The limits that ingest sets; a source reports them in the words of its own protocol.
  ["sources", "packages/server/src/engine/eventCheck.ts"],
];

/** Paces a loop in real time; decides nothing by it. */
const PACERS = ["packages/server/src/engine/service.ts"];

/** `engine`, `core`, `ground`, or `main` for what wires everything. */
function areaOf(file: string): string {
  const [, workspace, folder, rest] = /^packages\/(\w+)\/src\/([\w-]+(?:\.tsx?)?)(\/.*)?$/.exec(file) ?? [];
  if (workspace !== "server") return workspace ?? "";
  if (rest) return folder === "wiring" ? "main" : (folder ?? "");
  return GROUND.includes(folder ?? "") ? "ground" : "main";
}

function breach({ from, to }: Import): string | undefined {
  if (!to.startsWith("packages/")) return undefined;
  const [area, target] = [areaOf(from), areaOf(to)];
  const rule = MAY[area];
  if (area === target || area === "main" || !rule) return undefined;
  if (rule.areas.includes(target) || DOORS.some(([who, door]) => who === area && door === to)) return undefined;
  return `${from} imports ${to}: ${rule.instead}.`;
}

describe("the arrows fall one way", () => {
  test("every folder has its rule", () => {
    const areas = new Set(files.map(areaOf));
    expect([...areas].filter((area) => area !== "main" && !MAY[area])).toEqual([]);
  });

  test("nobody imports from above", () => {
    expect(imports.map(breach).filter(Boolean)).toEqual([]);
  });

  test("nothing that runs stands in a circle", () => {
    expect(circles(imports.filter((one) => !one.typeOnly))).toEqual([]);
  });
});

describe("walls", () => {
  test("core uses no package and not even Node", () => {
    const foreign = imports.filter(({ from, to }) => areaOf(from) === "core" && !to.startsWith("packages/"));
    expect(foreign).toEqual([]);
  });

  test("only the store and the database's keeper know the driver", () => {
    const users = imports.filter(({ from, to }) => to === "pg" && !["store", "postgres"].includes(areaOf(from)));
    expect(users.map(({ from }) => `${from} imports pg: call a function of store/.`)).toEqual([]);
  });

  test("SQL stands in the store only", () => {
    const statement = /["`]\s*(?:select\s[\s\S]{0,300}?\sfrom\s|insert into\s|delete from\s|update\s+\w+\s+set\s)/i;
    const writers = files.filter((file) => !["store", "postgres", "web"].includes(areaOf(file)) && statement.test(textOf(file)));
    expect(writers.map((file) => `${file} holds SQL: make it a function of store/.`)).toEqual([]);
  });

  test("no rule takes the time itself", () => {
    const clockReaders = files.filter(
      (file) => ["core", "store", "engine"].includes(areaOf(file)) && !PACERS.includes(file) && /\bDate\.now\(\)|\bnew Date\(\)/.test(textOf(file)),
    );
    expect(clockReaders.map((file) => `${file} reads the clock: take \`now\` or a Clock.`)).toEqual([]);
  });

  test("no statement asks the database for the time", () => {
    const askers = files.filter(
      (file) =>
        areaOf(file) === "store" &&
        /\bnow\(\)|clock_timestamp|current_timestamp/i.test(
          textOf(file)
            .replace(/(?:clock|Date)\.now\(\)/g, "")
            .replace(/^\s*(\*|\/\/|\/\*).*$/gm, ""),
        ),
    );
    expect(askers.map((file) => `${file} uses the database's clock: pass the time.`)).toEqual([]);
  });
});

function textOf(file: string): string {
  return readFileSync(path.join(projectFolder(), file), "utf8");
}

/** Every circle once, as `a -> b -> a`. */
function circles(arrows: readonly Import[]): string[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of arrows) targets.set(from, [...(targets.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) {
      found.push([...way.slice(way.indexOf(file)), file].join(" -> "));
      return;
    }
    if (done.has(file)) return;
    for (const next of targets.get(file) ?? []) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return found;
}
