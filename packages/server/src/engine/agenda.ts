import type { Instant } from "@beckon/core";
import type { BatchSummary } from "../store/process.ts";

/**
 * Which of a worker's buckets need a look, and when. Ingest says which have news, batches say what they left and which
 * timers they set, and now and then the database is asked (`refresh`): for what other processes did, and for the next
 * timer after one has fired. So an idle worker asks nothing, and a timer is met at its instant.
 */
export class Agenda {
  /** In the order in which they came: whoever had a turn goes to the end. */
  readonly #busy = new Set<number>();
  readonly #nextTimer = new Map<number, Instant>();
  readonly #unsure = new Set<number>();

  /** Forgets what is not among the own buckets, and wants to know of the new ones. */
  own(buckets: Iterable<number>): void {
    const owned = new Set(buckets);
    for (const known of [this.#busy, this.#unsure]) for (const bucket of known) if (!owned.has(bucket)) known.delete(bucket);
    for (const bucket of [...this.#nextTimer.keys()]) if (!owned.has(bucket)) this.#nextTimer.delete(bucket);
    for (const bucket of owned) if (!this.#nextTimer.has(bucket)) this.#unsure.add(bucket);
  }

  markBusy(buckets: Iterable<number>): void {
    for (const bucket of buckets) this.#busy.add(bucket);
  }

  markUnsure(buckets: Iterable<number>): void {
    for (const bucket of buckets) this.#unsure.add(bucket);
  }

  /** Buckets about which the database is to be asked. */
  unsure(): number[] {
    return [...this.#unsure];
  }

  learn(found: readonly { readonly bucket: number; readonly waiting: boolean; readonly nextTimerAt: Instant | null }[]): void {
    for (const { bucket, waiting, nextTimerAt } of found) {
      this.#unsure.delete(bucket);
      if (waiting) this.#busy.add(bucket);
      this.#nextTimer.set(bucket, nextTimerAt ?? Number.POSITIVE_INFINITY);
    }
  }

  /** Takes all buckets that have something to do now off the agenda, those that waited longest first. */
  take(now: Instant): number[] {
    for (const [bucket, at] of this.#nextTimer) {
      if (at > now) continue;
      this.#busy.add(bucket);
      this.#nextTimer.set(bucket, Number.POSITIVE_INFINITY);
      this.#unsure.add(bucket);
    }
    const due = [...this.#busy];
    this.#busy.clear();
    return due;
  }

  /** Puts back what a batch left. */
  note(summary: BatchSummary): void {
    this.markBusy(summary.unfinished);
    for (const [bucket, at] of summary.timersSet) this.#nextTimer.set(bucket, Math.min(at, this.#nextTimer.get(bucket) ?? at));
  }

  /** When the next bucket is to be looked at. */
  nextAt(): Instant {
    if (this.#busy.size > 0 || this.#unsure.size > 0) return 0;
    let next = Number.POSITIVE_INFINITY;
    for (const at of this.#nextTimer.values()) if (at < next) next = at;
    return next;
  }
}
