import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inProject } from "./project.mjs";

/**
 * A mark of what a build was made from: names, sizes and times of the files below `sources`. Some milliseconds for a thousand files.
 * @param {readonly string[]} sources files and folders of the project
 */
export function stampOf(sources) {
  const hash = createHash("sha256").update(process.version);
  for (const source of sources) for (const file of filesBelow(inProject(source))) hash.update(markOf(file));
  return hash.digest("hex");
}

/** @param {string} file */
function markOf(file) {
  const { size, mtimeMs } = statSync(file);
  return `${file}\n${size}\n${mtimeMs}\n`;
}

/** @param {string} place @returns {string[]} */
function filesBelow(place) {
  if (!existsSync(place)) return [];
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place, { withFileTypes: true })
    .filter((entry) => entry.name !== "node_modules" && !/\.test\.tsx?$/.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesBelow(path.join(place, entry.name)));
}

/** @param {string} name @param {string} stamp */
export function isFresh(name, stamp) {
  const file = stampFile(name);
  return existsSync(file) && readFileSync(file, "utf8") === stamp;
}

/** @param {string} name @param {string} stamp */
export function writeStamp(name, stamp) {
  mkdirSync(path.dirname(stampFile(name)), { recursive: true });
  writeFileSync(stampFile(name), stamp);
}

/** @param {string} name */
function stampFile(name) {
  return inProject("dist", `.${name}.stamp`);
}
