import { DAY, type Instant, SECOND } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Query } from "../store/db.ts";
import { forgetProcess, forgetProcessesBefore, noteProcess } from "../store/processes.ts";
import { Loop, type Service } from "./service.ts";

export interface ProcessBeatOptions {
  readonly db: Query;
  readonly clock: Clock;
  readonly name: string;
  readonly roles: readonly string[];
  readonly version: string;
  readonly onError: (error: unknown) => void;
}

const BEAT_MS = 15 * SECOND;
/** Who has been silent for so long is taken for gone. */
export const SILENT_MS = 4 * BEAT_MS;

/** Says that this process lives and what it does, for whoever looks at the status. Nothing is decided by it. */
export class ProcessBeat implements Service {
  readonly #options: ProcessBeatOptions;
  readonly #startedAt: Instant;
  readonly #loop: Loop;

  constructor(options: ProcessBeatOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now();
    this.#loop = new Loop({
      round: async () => {
        await this.runOnce();
        return BEAT_MS;
      },
      onError: options.onError,
    });
  }

  start(): void {
    this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await forgetProcess(this.#options.db, this.#options.name);
  }

  async runOnce(): Promise<void> {
    const { db, clock, name, roles, version } = this.#options;
    const now = clock.now();
    await noteProcess(db, { name, roles, version, startedAt: this.#startedAt, seenAt: now });
    await forgetProcessesBefore(db, now - DAY);
  }
}
