import { randomBytes } from "node:crypto";
import { readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** What a worker process is called in the database. */
export interface WorkerName {
  readonly text: string;
  /** Whether this name is that of a process of this machine which is no more: its buckets are free at once, without waiting for the lease. */
  isDeadNeighbour(other: string): boolean;
}

/** Machine, process id, and something that tells two processes with one id apart. */
export function workerName(): WorkerName {
  const place = machine();
  const text = [place, process.pid, randomBytes(4).toString("hex")].join("/");
  return {
    text,
    isDeadNeighbour(other) {
      const [otherPlace, pid] = other.split("/");
      if (otherPlace !== place || other === text) return false;
      // The same process id on the same machine, and not me: I came after it.
      return Number(pid) === process.pid || !isAlive(Number(pid));
    },
  };
}

/** Host name, and the space in which process ids are counted: two containers may share the one and not the other. */
function machine(): string {
  try {
    return `${hostname()}:${readlinkSync("/proc/self/ns/pid").replace(/\D/g, "")}`;
  } catch {
    return hostname();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
