import { setImmediate, setTimeout } from "node:timers/promises";
import type { Query } from "../../store/db.ts";
import { inboxDepth } from "../../store/inbox.ts";

/** Longer than this nobody else in the process waits. */
const SLICE_MS = 8;
/** Of the time while people's events are processed, one part in so many is ours. */
const SHARE = 14;
/** How long it holds what the inbox said. */
const LOOK_MS = 50;
const LONGEST_REST_MS = 5_000;

/**
 * The pace of work that nobody waits for: a few milliseconds at a time, and while events are being processed, here or in another
 * process, it rests so much longer than it works that they go on as before. Measured by a clock of the machine: it is work, not time that passes.
 */
export class Leisure {
  readonly #db: Query;
  #began = performance.now();
  #lookedAt = Number.NEGATIVE_INFINITY;
  #othersWork = false;

  constructor(db: Query) {
    this.#db = db;
  }

  /** Lets others have their turn, where ours was long enough. */
  async breathe(): Promise<void> {
    const worked = performance.now() - this.#began;
    if (worked < SLICE_MS) return;
    await setImmediate();
    if (await this.#eventsWait()) await setTimeout(Math.min(LONGEST_REST_MS, worked * (SHARE - 1)));
    this.#began = performance.now();
  }

  async #eventsWait(): Promise<boolean> {
    const now = performance.now();
    if (now - this.#lookedAt > LOOK_MS) {
      this.#lookedAt = now;
      this.#othersWork = (await inboxDepth(this.#db, 1)) > 0;
    }
    return this.#othersWork;
  }
}
