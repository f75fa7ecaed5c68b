import type { Query } from "../store/db.ts";
import { inboxDepth } from "../store/inbox.ts";

/** Some half a minute of work for two cores. Beyond it an answer now would be a promise that is kept late. */
const INBOX_HIGH_WATER = 250_000;
/** In memory, waiting for their transaction. */
const QUEUE_HIGH_WATER = 50_000;
const LOOK_EVERY_MS = 2_000;
const COME_AGAIN_SECONDS = 5;

export interface IngestPressureDeps {
  readonly db: Query;
  readonly ingest: { queued(): number };
  readonly inboxHighWater?: number;
  readonly queueHighWater?: number;
  readonly onError?: (error: unknown) => void;
}

/** Watches how much waits, so that the doors can ask senders to come again before the database is full of promises. */
export class IngestPressure {
  readonly #deps: IngestPressureDeps;
  #inboxIsFull = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(deps: IngestPressureDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = setInterval(() => void this.runOnce().catch((error: unknown) => this.#deps.onError?.(error)), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  async runOnce(): Promise<void> {
    const highWater = this.#deps.inboxHighWater ?? INBOX_HIGH_WATER;
    this.#inboxIsFull = (await inboxDepth(this.#deps.db, highWater)) >= highWater;
  }

  /** Seconds after which a sender should come again; null while there is room. */
  seconds(): number | null {
    return this.#inboxIsFull || this.#deps.ingest.queued() >= (this.#deps.queueHighWater ?? QUEUE_HIGH_WATER) ? COME_AGAIN_SECONDS : null;
  }
}
