import { type Decide, decide, SECOND } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import { type BatchSummary, type DefinitionsSource, type ProcessOptions, processBatch } from "../store/process.ts";
import { findWork } from "../store/processWork.ts";
import { isUnstorable } from "../store/sqlErrors.ts";
import { Agenda } from "./agenda.ts";
import { Loop, type Service } from "./service.ts";

export interface WorkerOptions {
  readonly db: Db;
  readonly clock: Clock;
  /** Under which name the buckets are leased. */
  readonly owner: string;
  readonly definitions: DefinitionsSource;
  /** Told after each batch that took something: to wake the sender, to count. */
  readonly onBatch?: (summary: BatchSummary) => void;
  readonly onError: (error: unknown) => void;
  readonly decide?: Decide;
  /** Loops that share the buckets of this process: while one waits for the database the other thinks. */
  readonly lanes?: number;
  readonly batchSize?: number;
  /** How often to look for what nobody told us of. */
  readonly pollMs?: number;
}

const LANES = 2;
/** The knee of the curve: half as many cost a tenth of the throughput, four times as many gain little and wait longer. */
const BATCH_SIZE = 500;
const POLL_MS = SECOND;

/**
 * Works through the inboxes and timers of the buckets that this process has leased. Woken by ingest at once, by the next
 * timer at its instant, and by the poll for whatever another process did.
 */
export class Worker implements Service {
  readonly #lanes: Lane[];

  constructor(options: WorkerOptions) {
    this.#lanes = Array.from({ length: options.lanes ?? LANES }, () => new Lane(options));
  }

  start(): void {
    for (const lane of this.#lanes) lane.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.stop()));
  }

  /** The buckets leased now, spread over the lanes. */
  own(buckets: Iterable<number>): void {
    const owned = [...buckets];
    for (const [index, lane] of this.#lanes.entries()) lane.own(owned.filter((bucket) => bucket % this.#lanes.length === index));
  }

  /** New rows wait in these buckets (of all, where left out). Those of other workers are not our concern. */
  wake(buckets?: Iterable<number>): void {
    for (const lane of this.#lanes) lane.wake(buckets);
  }

  /** One batch in each lane, after a look at the database. @returns rows and timers taken; 0 when there was nothing to do */
  async runOnce(): Promise<number> {
    let inputs = 0;
    for (const lane of this.#lanes) inputs += await lane.runOnce();
    return inputs;
  }
}

/** One loop over its own part of the buckets. */
class Lane implements Service {
  readonly #options: WorkerOptions;
  readonly #agenda = new Agenda();
  readonly #loop: Loop;
  #owned: ReadonlySet<number> = new Set();
  #polledAt = 0;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#loop = new Loop({ round: () => this.#round(), onError: options.onError });
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  own(buckets: readonly number[]): void {
    this.#owned = new Set(buckets);
    this.#agenda.own(buckets);
    this.#loop.wake();
  }

  wake(buckets: Iterable<number> | undefined): void {
    const before = this.#agenda.nextAt();
    if (buckets === undefined) this.#agenda.markUnsure(this.#owned);
    else this.#agenda.markBusy([...buckets].filter((bucket) => this.#owned.has(bucket)));
    if (this.#agenda.nextAt() < before) this.#loop.wake();
  }

  async runOnce(): Promise<number> {
    this.#agenda.markUnsure(this.#owned);
    await this.#refresh();
    return this.#work();
  }

  /** @returns how long to sleep at most */
  async #round(): Promise<number> {
    const { clock, pollMs = POLL_MS } = this.#options;
    if (clock.now() >= this.#polledAt + pollMs) {
      this.#polledAt = clock.now();
      this.#agenda.markUnsure(this.#owned);
    }
    await this.#refresh();
    await this.#work();
    return Math.max(0, Math.min(this.#agenda.nextAt(), this.#polledAt + pollMs) - clock.now());
  }

  async #refresh(): Promise<void> {
    const unsure = this.#agenda.unsure();
    if (unsure.length > 0) this.#agenda.learn(await findWork(this.#options.db, unsure));
  }

  async #work(): Promise<number> {
    const buckets = this.#agenda.take(this.#options.clock.now());
    if (buckets.length === 0) return 0;
    try {
      return this.#note(await this.#process(buckets));
    } catch (error) {
      this.#agenda.markBusy(buckets);
      if (!isUnstorable(error)) throw error;
      this.#options.onError(error);
      return this.#isolate(buckets);
    }
  }

  #process(buckets: readonly number[], more: Partial<ProcessOptions> = {}): Promise<BatchSummary> {
    const { db, clock, owner, definitions, batchSize = BATCH_SIZE } = this.#options;
    return processBatch(db, { owner, buckets, limit: batchSize, now: clock.now(), definitions, decide: this.#options.decide ?? decide, ...more });
  }

  #note(summary: BatchSummary): number {
    this.#agenda.note(summary);
    if (summary.inputs > 0) this.#options.onBatch?.(summary);
    return summary.inputs;
  }

  /**
   * Something in these buckets makes a value that the database refuses, and with it fails whatever shares its batch. It
   * is found bucket by bucket and then input by input, and set aside as a dead letter.
   */
  async #isolate(buckets: readonly number[]): Promise<number> {
    let inputs = 0;
    for (const bucket of buckets) {
      try {
        inputs += this.#note(await this.#process([bucket]));
      } catch (error) {
        if (!isUnstorable(error)) throw error;
        inputs += await this.#oneByOne(bucket);
      }
    }
    return inputs;
  }

  async #oneByOne(bucket: number): Promise<number> {
    for (let inputs = 0; ; inputs += 1) {
      try {
        const summary = await this.#process([bucket], { limit: 1 });
        if (this.#note(summary) === 0) return inputs;
      } catch (error) {
        if (!isUnstorable(error)) throw error;
        const refuse: Decide = () => {
          throw error;
        };
        return inputs + this.#note(await this.#process([bucket], { limit: 1, decide: refuse }));
      }
    }
  }
}
