import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { WorkerName } from "../engine/workerName.ts";
import type { Logger } from "../log.ts";
import { isDatabaseGone } from "../postgres/gone.ts";
import type { Db } from "../store/db.ts";
import type { Pool } from "../store/pool.ts";

/** What every role stands on. */
export interface Base {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly db: Db;
  readonly pool: Pool;
  readonly isEmbedded: boolean;
  readonly version: string;
  /** What this process is called in the database: leases and claims are in this name. */
  readonly name: WorkerName;
  /** Signs links. */
  readonly secret: string;
  /** Whether it is the one that this database began with. */
  readonly secretMatches: boolean;
  /** Where people reach us, without a slash at the end. */
  readonly publicUrl: string;
  /** Counted since the start, for `/metrics`. */
  readonly counters: { eventsAccepted: number; eventsProcessed: number };
}

/** A part that runs, and how it ends: what is under way is finished. */
export interface Running {
  readonly name: string;
  stop(): Promise<void> | void;
}

/** Of a database that is away every loop has something to say, several times a second. */
const SAME_SILENCE_MS = 10_000;
let goneSaidAt = Number.NEGATIVE_INFINITY;

/** Logs what a loop met; the loop itself goes on. */
export function reporter(log: Logger, sentence: string): (error: unknown) => void {
  return (error) => {
    if (!isDatabaseGone(error)) return log.error({ err: error }, sentence);
    if (performance.now() - goneSaidAt < SAME_SILENCE_MS) return;
    goneSaidAt = performance.now();
    log.warn({ reason: (error as Error).message }, "The database does not answer. Trying again until it does.");
  };
}
