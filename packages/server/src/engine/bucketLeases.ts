import { BUCKETS, SECOND } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import { bucketsOf, forgetWorkers, giveUpBuckets, listWorkers, noteWorker, takeFreeBuckets } from "../store/leases.ts";
import { Loop, type Service } from "./service.ts";
import type { WorkerName } from "./workerName.ts";

export interface BucketLeasesOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly name: WorkerName;
  /** Told when the own buckets have changed. */
  readonly onChange: (buckets: ReadonlySet<number>) => void;
  readonly onError: (error: unknown) => void;
  /** How long a worker is believed to live after its last sign; the time after which its buckets are taken over. */
  readonly leaseMs?: number;
}

const LEASE_MS = 15 * SECOND;

/**
 * Shares the buckets fairly among all worker processes that live: everyone says that he lives, takes up to his share of
 * what belongs to nobody alive, and gives up what is over his share. There is no leader. That two never work on one bucket
 * is not the lease's doing but the lock's, which every batch takes on its bucket's row: a lease only says who should try.
 */
export class BucketLeases implements Service {
  readonly #options: BucketLeasesOptions;
  readonly #leaseMs: number;
  readonly #loop: Loop;
  #owned: ReadonlySet<number> = new Set();

  constructor(options: BucketLeasesOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? LEASE_MS;
    this.#loop = new Loop({ round: async () => ((await this.runOnce()) ? this.#leaseMs / 3 : this.#leaseMs / 30), onError: options.onError });
  }

  get owned(): ReadonlySet<number> {
    return this.#owned;
  }

  start(): void {
    this.#loop.start();
  }

  /** Gives everything up, so that others need not wait for the lease to run out. */
  async stop(): Promise<void> {
    await this.#loop.stop();
    const { db, name } = this.#options;
    await giveUpBuckets(db, name.text, [...this.#owned]);
    await forgetWorkers(db, [name.text]);
    this.#note(new Set());
  }

  /** One sign of life, with a look at who else lives. @returns whether it has its share */
  async runOnce(): Promise<boolean> {
    const { db, clock, name } = this.#options;
    const now = clock.now();
    await noteWorker(db, name.text, now + this.#leaseMs);
    const workers = await listWorkers(db);
    const gone = workers.filter(({ owner, until }) => until <= now || name.isDeadNeighbour(owner)).map((worker) => worker.owner);
    await forgetWorkers(db, gone);
    const alive = workers.map((worker) => worker.owner).filter((owner) => !gone.includes(owner));
    const share = shareOf(alive, name.text);
    const owned = await bucketsOf(db, name.text);
    if (owned.length > share) await giveUpBuckets(db, name.text, owned.slice(share));
    const taken = owned.length < share ? await takeFreeBuckets(db, name.text, alive, share - owned.length) : [];
    this.#note(new Set([...owned.slice(0, share), ...taken]));
    return this.#owned.size >= share;
  }

  #note(owned: ReadonlySet<number>): void {
    const isSame = owned.size === this.#owned.size && [...owned].every((bucket) => this.#owned.has(bucket));
    this.#owned = owned;
    if (!isSame) this.#options.onChange(owned);
  }
}

/** How many buckets each is due: as even as whole numbers allow, and the same to everyone who counts. */
function shareOf(alive: readonly string[], own: string): number {
  const place = alive.indexOf(own);
  return Math.floor(BUCKETS / alive.length) + (place < BUCKETS % alive.length ? 1 : 0);
}
