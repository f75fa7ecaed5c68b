// `npm run check [--fix]`: format, lint, types, dead code, directions. Runs all of them, then fails if any did.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { ensureInstalled } from "./house/install.mjs";
import { requireNode } from "./house/node.mjs";
import { inProject, project } from "./house/project.mjs";
import { PlainFailure, say, tell } from "./house/say.mjs";

const fix = process.argv.includes("--fix");

/** @type {readonly [name: string, program: string, ...args: string[]][]} */
const CHECKS = [
  [
    "format and lint",
    "@biomejs/biome/bin/biome",
    fix ? "check" : "ci",
    ...(fix ? ["--write"] : []),
    "--error-on-warnings",
    "--max-diagnostics=50",
    process.stdout.isTTY ? "--colors=force" : "--colors=off",
    ".",
  ],
  ["types of core", "typescript/bin/tsc", "-p", "packages/core"],
  ["types of contract", "typescript/bin/tsc", "-p", "packages/contract"],
  ["types of server, tests and scripts", "typescript/bin/tsc", "-p", "packages/server"],
  ["types of web", "typescript/bin/tsc", "-p", "packages/web"],
  ["dead code", "knip/bin/knip.js"],
  ["directions and schema", "vitest/vitest.mjs", "run", "--reporter=dot", "test/architecture.test.ts", "test/schema.test.ts", "test/readme.test.ts"],
];

await tell(async () => {
  requireNode();
  await ensureInstalled();
  const failed = [];
  for (const [name, program, ...args] of CHECKS) {
    const began = Date.now();
    const child = spawn(process.execPath, [inProject("node_modules", program), ...args], { cwd: project, stdio: "inherit" });
    const [code] = await once(child, "close");
    say(`${code === 0 ? "ok    " : "FAILED"} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    if (code !== 0) failed.push(name);
  }
  if (failed.length > 0) throw new PlainFailure(`Not in order: ${failed.join(", ")}.${fix ? "" : " `npm run check -- --fix` mends format and simple lint."}`);
});
