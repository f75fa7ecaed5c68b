import type { Db } from "../store/db.ts";
import { notify } from "../store/notifications.ts";

/** What processes tell each other: rows wait in an inbox; sends are ready. */
export const WORK_CHANNEL = "beckon_work";
export const SENDS_CHANNEL = "beckon_sends";
/** An account at a provider was changed, or another was chosen. */
export const PROVIDERS_CHANNEL = "beckon_providers";

/** NOTIFY takes a lock that all commits share: a burst of calls is one hint. */
const GATHER_MS = 5;

/** Calls the other processes on the database to work, at most every few milliseconds. */
export class WakeCalls {
  readonly #db: Db;
  readonly #from: string;
  readonly #waiting = new Set<string>();

  /** @param from what this process is called, so that it passes over its own calls */
  constructor(db: Db, from = "") {
    this.#db = db;
    this.#from = from;
  }

  call(channel: string): void {
    if (this.#waiting.has(channel)) return;
    this.#waiting.add(channel);
    setTimeout(() => {
      this.#waiting.delete(channel);
      // Only a hint: where it cannot be given the others find out by polling.
      notify(this.#db, channel, this.#from).catch(() => {});
    }, GATHER_MS);
  }
}
