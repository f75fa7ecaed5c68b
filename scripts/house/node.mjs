import { readFileSync } from "node:fs";
import { inProject } from "./project.mjs";
import { PlainFailure } from "./say.mjs";

/** Refuses a Node that is too old before anything fails in a stranger way. */
export function requireNode() {
  const wanted = JSON.parse(readFileSync(inProject("package.json"), "utf8")).engines.node.replace(">=", "");
  if (isOlder(process.versions.node, wanted)) {
    throw new PlainFailure(`Beckon needs Node ${wanted} or newer; this is ${process.versions.node}. Get one from https://nodejs.org and try again.`);
  }
}

/** @param {string} version @param {string} wanted */
export function isOlder(version, wanted) {
  const have = version.split(".").map(Number);
  const want = wanted.split(".").map(Number);
  const at = want.findIndex((number, index) => number !== have[index]);
  return at !== -1 && Number(have[at]) < Number(want[at]);
}
