import type { Db } from "../store/db.ts";
import { notify } from "../store/notifications.ts";

/** What processes tell each other: rows wait in an inbox; sends are ready. */
export const WORK_CHANNEL = "beckon_work";
export const SENDS_CHANNEL = "beckon_sends";

/** NOTIFY takes a lock that all commits share: a burst of calls is one hint. */
const GATHER_MS = 5;

/** Calls the other processes on the database to work, at most every few milliseconds. */
export class WakeCalls {
  readonly #db: Db;
  readonly #waiting = new Set<string>();

  constructor(db: Db) {
    this.#db = db;
  }

  call(channel: string): void {
    if (this.#waiting.has(channel)) return;
    this.#waiting.add(channel);
    setTimeout(() => {
      this.#waiting.delete(channel);
      // Only a hint: where it cannot be given the others find out by polling.
      notify(this.#db, channel).catch(() => {});
    }, GATHER_MS);
  }
}
