import path from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** @param {...string} parts */
export function inProject(...parts) {
  return path.join(project, ...parts);
}
