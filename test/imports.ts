import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectFolder } from "../packages/server/src/projectFolder.ts";

/** One import of one source file. */
export interface Import {
  /** `packages/server/src/engine/ingest.ts` */
  readonly from: string;
  /** Another file of the project, or a package's name. */
  readonly to: string;
  /** Only types: gone when the program runs. */
  readonly typeOnly: boolean;
}

/** Sources of the workspaces, without tests and their helpers. */
export function sourceFiles(): string[] {
  return readdirSync(path.join(projectFolder(), "packages"), { recursive: true, encoding: "utf8" })
    .map((file) => path.posix.join("packages", file.split(path.sep).join("/")))
    .filter((file) => /^packages\/\w+\/src\/.*\.tsx?$/.test(file) && !isTestHelp(file));
}

/** A test, or something that only tests import: it says so by importing vitest, the test folder, or another such helper's name. */
function isTestHelp(file: string): boolean {
  return /\.test\.tsx?$/.test(file) || /from "(vitest|(\.\.\/)+test\/\w+\.ts)"/.test(readFileSync(path.join(projectFolder(), file), "utf8"));
}

const STATEMENT = /^(?:import|export)(?<type> type)?\s(?:[^"';]*?\sfrom\s)?"(?<target>[^"]+)"/gm;
const DYNAMIC = /\bimport\("(?<target>[^"]+)"\)/g;

export function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(projectFolder(), file), "utf8");
  return [...text.matchAll(STATEMENT), ...text.matchAll(DYNAMIC)].map(({ groups }) => ({
    from: file,
    to: resolve(file, groups?.target ?? ""),
    typeOnly: groups?.type !== undefined,
  }));
}

function resolve(from: string, target: string): string {
  if (target.startsWith(".")) return path.posix.join(path.posix.dirname(from), target);
  const workspace = /^@beckon\/(\w+)$/.exec(target)?.[1];
  return workspace ? `packages/${workspace}/src/index.ts` : target;
}
