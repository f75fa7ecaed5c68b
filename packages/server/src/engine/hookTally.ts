import { SECOND } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import { addHookTally, type HookTally } from "../store/providers.ts";
import { Loop, type Service } from "./service.ts";

/** Providers call once a mail: the counts are gathered, or every call would queue for one row. */
const GATHER_MS = 5 * SECOND;

/** Counts what comes by hooks, per provider. Lost with the process are a few seconds of counts; the reports themselves are written before. */
export class HookTallies implements Service {
  readonly #db: Db;
  readonly #clock: Clock;
  readonly #workspaceId: number;
  readonly #loop: Loop;
  #waiting = new Map<string, HookTally>();

  constructor(options: { readonly db: Db; readonly clock: Clock; readonly workspaceId: number; readonly onError: (error: unknown) => void }) {
    this.#db = options.db;
    this.#clock = options.clock;
    this.#workspaceId = options.workspaceId;
    this.#loop = new Loop({
      round: async () => {
        await this.flush();
        return GATHER_MS;
      },
      onError: options.onError,
    });
  }

  start(): void {
    this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await this.flush();
  }

  took(kind: string, { taken, unknown }: { readonly taken: number; readonly unknown: number }): void {
    const tally = this.#tallyOf(kind);
    this.#waiting.set(kind, { ...tally, taken: tally.taken + taken, unknown: tally.unknown + unknown, lastAt: this.#clock.now() });
  }

  refused(kind: string, lastRefusal: string): void {
    const tally = this.#tallyOf(kind);
    this.#waiting.set(kind, { ...tally, refused: tally.refused + 1, lastRefusedAt: this.#clock.now(), lastRefusal });
  }

  async flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const tally of waiting.values()) await addHookTally(this.#db, this.#workspaceId, tally);
  }

  #tallyOf(kind: string): HookTally {
    return this.#waiting.get(kind) ?? { kind, taken: 0, unknown: 0, refused: 0, lastAt: null, lastRefusedAt: null, lastRefusal: null };
  }
}
