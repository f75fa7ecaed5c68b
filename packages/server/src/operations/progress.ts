/** Where somebody sees how far it is. */
export interface Progress {
  show(done: number, total: number, what: string): void;
  end(): void;
}

export interface ProgressOutput {
  write(text: string): void;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

const BAR = 24;
/** A terminal is written to at most this often, a log much less. */
const TERMINAL_MS = 100;
const LOG_MS = 10_000;

/** A bar that fills where a person looks, and a line now and then in a log. */
export class ProgressBar implements Progress {
  readonly #out: ProgressOutput;
  readonly #monotonic: () => number;
  #shownAt: number;

  constructor(out: ProgressOutput, monotonic: () => number = () => performance.now()) {
    this.#out = out;
    this.#monotonic = monotonic;
    this.#shownAt = out.isTTY ? Number.NEGATIVE_INFINITY : monotonic();
  }

  show(done: number, total: number, what: string): void {
    const now = this.#monotonic();
    if (now - this.#shownAt < (this.#out.isTTY ? TERMINAL_MS : LOG_MS)) return;
    this.#shownAt = now;
    const share = total === 0 ? 0 : Math.min(1, done / total);
    const percent = `${Math.floor(share * 100)} %`.padStart(5);
    if (!this.#out.isTTY) this.#out.write(`${percent} ${what}\n`);
    else {
      const filled = Math.round(share * BAR);
      const line = `[${"#".repeat(filled)}${"-".repeat(BAR - filled)}] ${percent} ${what}`;
      this.#out.write(`\r${line.slice(0, this.#out.columns ?? 80).padEnd(this.#out.columns ?? 80)}`);
    }
  }

  end(): void {
    if (this.#out.isTTY) this.#out.write(`\r${" ".repeat(this.#out.columns ?? 80)}\r`);
  }
}
