import { Signal } from "./signal.ts";

/** A part of Beckon that works by itself once started. Stopping waits for what is under way. */
export interface Service {
  start(): void;
  stop(): Promise<void>;
}

export interface LoopOptions {
  /** One round of work. Answers after how many milliseconds the next is due at the latest; 0 for at once. */
  readonly round: () => Promise<number>;
  /** Told of a round that failed, before it is tried again. */
  readonly onError: (error: unknown) => void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Runs rounds one after the other, and sleeps in between until woken or due. A round that fails (the database is gone) is
 * tried again after a growing pause, for as long as it takes.
 */
export class Loop implements Service {
  readonly #options: LoopOptions;
  readonly #signal = new Signal();
  #stopping = false;
  #running: Promise<void> | null = null;

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stopping = false;
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#signal.wake();
    await this.#running;
    this.#running = null;
  }

  wake(): void {
    this.#signal.wake();
  }

  async #run(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    while (!this.#stopping) {
      try {
        await this.#signal.sleep(await this.#options.round());
        pause = FIRST_PAUSE_MS;
      } catch (error) {
        this.#options.onError(error);
        await this.#rest(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      }
    }
  }

  /** Pauses after a failure; new work does not shorten it, stopping does. */
  async #rest(ms: number): Promise<void> {
    const end = Date.now() + ms;
    while (!this.#stopping && Date.now() < end) await this.#signal.sleep(end - Date.now());
  }
}
