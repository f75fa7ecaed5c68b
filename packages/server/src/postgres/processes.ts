import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Whether the process lives. A zombie does not: in a container whose first process reaps nobody it would stay one for ever. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  if (process.platform !== "linux") return true;
  const state = statFields(pid)[0];
  return state !== undefined && state !== "Z" && state !== "X";
}

/** Tells a process from a later one with the same number. Empty where the system does not say. */
export function birthOf(pid: number): string {
  if (process.platform === "linux") return statFields(pid)[19] ?? "";
  return psField(pid, "lstart");
}

/** The arguments of a process, joined by single spaces; empty where there is none. */
export function commandOf(pid: number): string {
  if (process.platform !== "linux") return psField(pid, "command");
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}

/** Whether any process has `folder` as its working directory; undefined where the system does not say. */
export function isWorkedIn(folder: string): boolean | undefined {
  if (process.platform !== "linux") return undefined;
  return readdirSync("/proc").some((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      return readlinkSync(`/proc/${entry}/cwd`) === folder;
    } catch {
      return false;
    }
  });
}

/** /proc/<pid>/stat from its third field (the state) on; the second may hold spaces and brackets. */
function statFields(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

function psField(pid: number, field: string): string {
  try {
    return execFileSync("ps", ["-ww", "-o", `${field}=`, "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}
