import { execFileSync, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import { rename } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Binaries, postgresOf } from "./binaries.ts";
import { explainSpawn, postgresEnvironment } from "./cluster.ts";
import type { OsUser } from "./osUser.ts";

/** A running server. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

export interface StartPostmaster {
  readonly binaries: Binaries;
  readonly data: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
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

/** The server that already runs on `data`, started by a Beckon that was killed; undefined when there is none. */
export function findPostmaster(data: string): Postmaster | undefined {
  const file = readPidFile(data);
  if (!file || !isAlive(file.pid) || !commandOf(file.pid).includes(data)) return undefined;
  return { pid: file.pid, port: file.port };
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
  await Promise.race([untilReady(options.data, pid), ended]);
  child.removeAllListeners();
  return { pid, port: options.port };
}

/** Waits until the server found by `findPostmaster` answers again, e.g. while it recovers. */
export async function untilReady(data: string, pid: number): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const file = readPidFile(data);
    if (file?.ready && file.pid === pid) return;
    if (!isAlive(pid)) throw new Error("The database ended while it was starting.");
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

/** Whether the process lives. A zombie does not: in a container whose first process reaps nobody it would stay one for ever. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return processState(pid) !== "Z";
}

function processState(pid: number): string | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3);
  } catch {
    return "Z";
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

function commandOf(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return execFileSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
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
  return new Error(`The database did not start: ${lastWords(log)}`);
}

function lastWords(log: string): string {
  const lines = log.split("\n").filter((line) => /FATAL|PANIC|ERROR|HINT|DETAIL|error while/.test(line));
  return (lines.length > 0 ? lines.slice(-3) : log.trim().split("\n").slice(-3)).map((line) => line.replace(/^.*?(FATAL|PANIC|ERROR|HINT|DETAIL): +/, "")).join(" ");
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
