import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { birthOf, isAlive } from "./processes.ts";

/** Another Beckon works on this folder. */
export class FolderInUse extends Error {}

export interface FolderLock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** So that a later process with the same number is not taken for it. */
  readonly birth: string;
  readonly token: string;
}

/** How long a rival that saw the same dead holder may take to put its own name in. */
const RIVAL_MS = 100;

/**
 * Makes this process the only one with `file`. A holder that was killed does not hold any more.
 * @throws FolderInUse, with the holder's process number.
 */
export async function lockFolder(file: string): Promise<FolderLock> {
  const me: Holder = { pid: process.pid, birth: birthOf(process.pid), token: randomBytes(8).toString("hex") };
  const draft = `${file}.${me.token}`;
  writeFileSync(draft, JSON.stringify(me), { mode: 0o600 });
  try {
    if (!linkIfFree(draft, file)) {
      refuseIfHeld(file);
      renameSync(draft, file);
      await wait(RIVAL_MS);
    }
    const holder = readHolder(file);
    if (holder?.token !== me.token) throw inUse(holder);
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release() {
      if (readHolder(file)?.token === me.token) rmSync(file, { force: true });
    },
  };
}

/** A link is made whole or not at all, so nobody ever reads half a name. */
function linkIfFree(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function refuseIfHeld(file: string): void {
  const holder = readHolder(file);
  if (holder && isAlive(holder.pid) && birthOf(holder.pid) === holder.birth) throw inUse(holder);
}

function inUse(holder: Holder | undefined): FolderInUse {
  return new FolderInUse(
    `Another Beckon${holder ? ` (process ${holder.pid})` : ""} is already running on this data folder. Stop it, or give this one another BECKON_DATA_DIR and BECKON_PORT.`,
  );
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}
