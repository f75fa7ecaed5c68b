import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { bundle } from "./bundle.mjs";
import { inProject, project } from "./project.mjs";
import { PlainFailure, say } from "./say.mjs";
import { isFresh, stampOf, writeStamp } from "./stamp.mjs";

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string} result a file that is there after the build
 * @property {readonly string[]} sources
 * @property {() => Promise<void>} build
 */

const GROUND = ["package-lock.json", "tsconfig.base.json", "scripts/house/build.mjs", "scripts/house/bundle.mjs", "packages/core/src", "packages/contract/src"];

/** @type {Part} */
const server = {
  name: "server",
  result: "dist/main.js",
  sources: [...GROUND, "packages/server/src"],
  async build() {
    await rm(inProject("dist", "chunks"), { recursive: true, force: true });
    await bundle({ main: "packages/server/src/main.ts", cli: "packages/server/src/cli.ts" }, { folder: inProject("dist") });
  },
};

/** @type {Part} */
const web = {
  name: "web",
  result: "dist/web/index.html",
  sources: [...GROUND, "packages/web/src", "packages/web/public", "packages/web/index.html", "packages/web/vite.config.ts"],
  build: () => run(["node_modules/vite/bin/vite.js", "build", "packages/web", "--config", "packages/web/vite.config.ts", "--logLevel", "warn"]),
};

const PARTS = [server, web];

/** The parts whose sources have changed since they were built. @returns {Part[]} */
export function staleParts() {
  return PARTS.filter((part) => !existsSync(inProject(part.result)) || !isFresh(part.name, stampOf(part.sources)));
}

/** Builds what is stale, the parts side by side. */
export async function buildStale() {
  const parts = staleParts();
  if (parts.length === 0) return;
  say(`Building ${parts.map((part) => (part.name === "web" ? "the web app" : "the server")).join(" and ")}.`);
  const began = Date.now();
  await Promise.all(parts.map(buildPart));
  say(`Built in ${((Date.now() - began) / 1000).toFixed(1)} s.`);
}

/** The stamp is taken before: what changes during the build makes it stale. @param {Part} part */
async function buildPart(part) {
  const stamp = stampOf(part.sources);
  try {
    await part.build();
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "ENOSPC") throw error;
    throw new PlainFailure(`The ${part.name} could not be built. ${message}`);
  }
  writeStamp(part.name, stamp);
}

/** @param {string[]} args */
async function run(args) {
  const child = spawn(process.execPath, args, { cwd: project, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, NODE_ENV: "production" } });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}; its words are above.`);
}
