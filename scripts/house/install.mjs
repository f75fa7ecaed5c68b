import { spawn } from "node:child_process";
import { existsSync, readFileSync, statfsSync } from "node:fs";
import { inProject, project } from "./project.mjs";
import { PlainFailure, say } from "./say.mjs";

const PROGRESS_MS = 10_000;
/** The packages (550 MB) and what is built from them. */
const ROOM_MB = 700;

/** Installs the packages where they are missing or not those of package-lock.json. */
export async function ensureInstalled() {
  const reason = whyInstall();
  if (!reason) return;
  requireRoom();
  say(`${reason} Installing them with npm (half a minute or so).`);
  const began = Date.now();
  const first = await bringUpToDate();
  // The lock does not fit this registry or this npm: take what fits, without changing the lock.
  const result = first.code !== 0 && first.output.includes("EUSAGE") ? await npm(["install", "--no-save", "--no-package-lock"]) : first;
  if (result.code !== 0) throw new PlainFailure(explainNpm(result.output));
  // A full disk can make npm end as if all were well.
  if (whyInstall())
    throw new PlainFailure(`npm has ended without installing everything. Remove ${inProject("node_modules")} and start again.\n${result.output.trim()}`);
  say(`Installed in ${Math.round((Date.now() - began) / 1000)} s.`);
}

/**
 * Where packages are already, what differs is changed, in a few seconds; where they are not, or that was not enough, all are
 * laid anew as the lock has them.
 */
async function bringUpToDate() {
  if (existsSync(inProject("node_modules", ".package-lock.json"))) {
    const changed = await npm(["install", "--no-save"]);
    if (changed.code === 0 && !whyInstall()) return changed;
  }
  return npm(["ci"]);
}

/** Asked before, because npm takes minutes to notice. */
function requireRoom() {
  const { bavail, bsize } = statfsSync(project);
  const freeMb = Math.floor((bavail * bsize) / 1_000_000);
  if (freeMb < ROOM_MB)
    throw new PlainFailure(`The disk is nearly full: ${freeMb} MB are free in ${project}, the packages need ${ROOM_MB} MB. Make room and start again.`);
}

/** @returns {string | null} a sentence, or null when everything is there */
function whyInstall() {
  const installed = readJson(inProject("node_modules", ".package-lock.json"));
  if (!installed) return "The packages are not installed yet.";
  const wanted = readJson(inProject("package-lock.json"));
  if (wanted && differs(wanted.packages, installed.packages)) return "The packages have changed.";
  return Object.keys(installed.packages).every((place) => existsSync(inProject(place))) ? null : "Some packages are missing.";
}

/**
 * npm keeps beside the packages what it has installed. Compared entry by entry: packages for other machines may be missing.
 * @param {Record<string, LockEntry>} wanted @param {Record<string, LockEntry>} installed
 * @typedef {{ version?: string, link?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockEntry
 */
export function differs(wanted, installed) {
  return Object.entries(wanted).some(([place, entry]) => {
    if (!place.includes("node_modules/")) return false;
    const have = installed[place];
    if (!have) return !entry.optional && !entry.peer;
    return have.version !== entry.version;
  });
}

/** @param {string} file */
function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

/** @param {string[]} args @returns {Promise<{ code: number, output: string }>} */
function npm(args) {
  const options = ["--include=dev", "--include=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  // The npm that runs us, if any: there may be none on the PATH, or another one.
  const ours = process.env.npm_execpath?.endsWith(".js") ? process.env.npm_execpath : null;
  const program = ours ? process.execPath : "npm";
  const child = spawn(program, [...(ours ? [ours] : []), ...args, ...options], { cwd: project, stdio: ["ignore", "pipe", "pipe"] });
  const began = Date.now();
  const progress = setInterval(() => say(`  still installing (${Math.round((Date.now() - began) / 1000)} s)`), PROGRESS_MS);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", (error) => reject(new PlainFailure(`npm could not be started: ${error.message}. It comes with Node; is it on the PATH?`)));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  }).finally(() => clearInterval(progress));
}

/** @param {string} output */
function explainNpm(output) {
  const words = output.trim().split("\n").slice(-15).join("\n");
  if (output.includes("ENOSPC")) return `The disk is full: the packages need ${ROOM_MB} MB. Make room and start again.\n${words}`;
  if (/EACCES|EPERM|EROFS/.test(output))
    return `The packages could not be written to ${inProject("node_modules")}. Start as the owner of this folder.\n${words}`;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/.test(output))
    return `The package registry cannot be reached. Look at the network (or \`npm config get registry\`) and start again.\n${words}`;
  return `The packages could not be installed. npm says:\n${words}`;
}
