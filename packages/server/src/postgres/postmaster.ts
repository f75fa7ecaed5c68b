import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import { rename } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Binaries, postgresOf } from "./binaries.ts";
import { explainSpawn, postgresEnvironment } from "./cluster.ts";
import type { OsUser } from "./osUser.ts";
import { commandOf, isAlive, isWorkedIn } from "./processes.ts";
import type { PostgresSettings } from "./settings.ts";

/** A running server. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

export interface StartPostmaster {
  readonly binaries: Binaries;
  readonly data: string;
  readonly port: number;
  readonly settings: PostgresSettings;
  readonly logFile: string;
  readonly user: OsUser | undefined;
}

const POLL_MS = 15;
const READY_TIMEOUT_MS = 120_000;
const LOG_KEEP_BYTES = 10_000_000;

/** What the server writes of itself: pid in line 1, port in line 4, status in line 8. */
interface PidFile {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/** The port could not be bound; the caller takes another. */
export class PortTaken extends Error {}

/** What is left of a killed server (its last processes, its zombie) still holds the folder; it passes. */
export class FolderHeld extends Error {}

/** The server that already runs on `data`, started by a Beckon that was killed; undefined when there is none. */
export function findPostmaster(data: string): Postmaster | undefined {
  const file = readPidFile(data);
  return file && isServerOf(file.pid, data) ? { pid: file.pid, port: file.port } : undefined;
}

function isServerOf(pid: number, data: string): boolean {
  return isAlive(pid) && `${commandOf(pid)} `.includes(` -D ${data} `);
}

/**
 * Whether the pid file of a killed server names a process that is alive but somebody else. PostgreSQL would refuse to start because of it,
 * for ever in a container, where every life hands out the same few numbers.
 */
export function leftBehind(data: string): boolean {
  const file = readPidFile(data);
  return file !== undefined && isAlive(file.pid) && !isServerOf(file.pid, data) && isWorkedIn(data) === false;
}

/** Starts the server and returns once it answers. It outlives us when we are killed: what it has acknowledged is on disk, and the next start attaches. */
export async function startPostmaster(options: StartPostmaster): Promise<Postmaster> {
  await turnLog(options.logFile);
  const logStart = sizeOf(options.logFile);
  const log = openSync(options.logFile, "a", 0o600);
  const settings = Object.entries({ ...options.settings, port: String(options.port) }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // A session of its own: Ctrl-C in the terminal must reach Beckon alone, which then stops the server in order.
  const child = spawn(postgresOf(options.binaries), ["-D", options.data, ...settings], {
    cwd: "/",
    detached: true,
    env: postgresEnvironment(),
    stdio: ["ignore", log, log],
    uid: options.user?.uid,
    gid: options.user?.gid,
  });
  closeSync(log);
  child.unref();
  const ended = new Promise<never>((_, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => reject(explainSpawn(error, postgresOf(options.binaries))));
    child.once("exit", () => reject(explainExit(readLog(options.logFile, logStart))));
  });
  ended.catch(() => {});
  const pid = child.pid;
  if (pid === undefined) return ended;
  // Its end comes as `ended`, with the reason.
  await Promise.race([untilReady(options.data, pid, () => true), ended]);
  child.removeAllListeners();
  return { pid, port: options.port };
}

/** Waits until the server found by `findPostmaster` answers again, e.g. while it recovers. */
export async function untilReady(data: string, pid: number, lives = () => isAlive(pid)): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const file = readPidFile(data);
    if (file?.ready && file.pid === pid) return;
    if (!lives()) throw new Error("The database ended while it was starting.");
    await wait(POLL_MS);
  }
  throw new Error(`The database did not get ready within ${READY_TIMEOUT_MS / 1000} seconds.`);
}

/**
 * Asks the server to end and waits for it: `fast` rolls open transactions back and writes everything down,
 * `immediate` drops everything (only for data that nobody needs).
 */
export async function stopPostmaster(pid: number, mode: "fast" | "immediate" = "fast"): Promise<void> {
  if (!signal(pid, mode === "fast" ? "SIGINT" : "SIGQUIT")) return;
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new Error(`The database (process ${pid}) did not end within ${READY_TIMEOUT_MS / 1000} seconds.`);
    await wait(POLL_MS);
  }
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

function readPidFile(data: string): PidFile | undefined {
  try {
    const lines = readFileSync(path.join(data, "postmaster.pid"), "utf8").split("\n");
    const pid = Number(lines[0]);
    const port = Number(lines[3]);
    return pid > 0 ? { pid, port, ready: lines[7]?.trim() === "ready" } : undefined;
  } catch {
    return undefined;
  }
}

function explainExit(log: string): Error {
  if (/could not bind|Address already in use/.test(log)) return new PortTaken("The database's port is taken.");
  if (/lock file ".*" already exists|still in use/.test(log)) return new FolderHeld(`The database did not start: ${lastWords(log)}`);
  return new Error(`The database did not start: ${lastWords(log)}`);
}

function lastWords(log: string): string {
  const lines = log.split("\n").filter((line) => /FATAL|PANIC|ERROR|HINT|DETAIL|error while/.test(line));
  return (lines.length > 0 ? lines.slice(-3) : log.trim().split("\n").slice(-3))
    .map((line) => line.replace(/^.*?(FATAL|PANIC|ERROR|HINT|DETAIL): +/, ""))
    .join(" ");
}

function readLog(file: string, from: number): string {
  return readFileSync(file).subarray(from).toString("utf8");
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Keeps one old log, so that it never fills the disk. */
async function turnLog(file: string): Promise<void> {
  if (sizeOf(file) > LOG_KEEP_BYTES) await rename(file, `${file}.old`);
}
