import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Processor time used so far, in ms: what a machine shared with others does not distort as it does the wall clock. */
export interface CpuTime {
  readonly server: number;
  /** Null where /proc does not tell. */
  readonly database: number | null;
}

const MS_PER_TICK = 10;

/** Of this process, and of the database server in `dataDir` with all its children. */
export function cpuTime(dataDir: string): CpuTime {
  const { user, system } = process.cpuUsage();
  return { server: (user + system) / 1_000, database: databaseTime(dataDir) };
}

function databaseTime(dataDir: string): number | null {
  try {
    const postmaster = Number(readFileSync(path.join(dataDir, "postgres", "data", "postmaster.pid"), "utf8").split("\n")[0]);
    const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return processes.reduce((sum, pid) => sum + ticksOf(pid, postmaster), 0) * MS_PER_TICK;
  } catch {
    return null;
  }
}

function ticksOf(pid: string, postmaster: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const [, parent = 0] = fields;
    // The postmaster has the time of children that ended, too: without it a sum could go down.
    if (Number(pid) === postmaster) return fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0);
    return parent === postmaster ? (fields[11] ?? 0) + (fields[12] ?? 0) : 0;
  } catch {
    // It ended while we looked.
    return 0;
  }
}

/** `server 81 µs, database 95 µs an event` */
export function perEvent(before: CpuTime, after: CpuTime, events: number): string {
  const each = (from: number, to: number) => Math.round(((to - from) * 1_000) / events);
  const database = before.database === null || after.database === null ? "" : `, database ${each(before.database, after.database)} µs`;
  return `server ${each(before.server, after.server)} µs${database} of processor time an event`;
}
