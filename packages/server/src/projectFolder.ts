import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the checkout, whether this runs from the sources or from the bundle in `dist`. */
export function projectFolder(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!isProject(folder)) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error("Beckon's own files are incomplete: no package.json above the program.");
    folder = parent;
  }
  return folder;
}

function isProject(folder: string): boolean {
  const file = path.join(folder, "package.json");
  return existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { name?: string }).name === "beckon";
}

export function migrationsFolder(): string {
  return path.join(projectFolder(), "db", "migrations");
}

/** The version of this Beckon. */
export function projectVersion(): string {
  return (JSON.parse(readFileSync(path.join(projectFolder(), "package.json"), "utf8")) as { version: string }).version;
}
