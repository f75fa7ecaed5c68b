import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** A worker process and until when it is believed to live. */
export interface WorkerRow {
  readonly owner: string;
  readonly until: Instant;
}

/** Says that `owner` lives until then. One row, so that the heartbeat never waits for a batch. */
export async function noteWorker(q: Query, owner: string, until: Instant): Promise<void> {
  await q.query("insert into workers (owner, until) values ($1, $2) on conflict (owner) do update set until = excluded.until", [owner, formatInstant(until)]);
}

export async function listWorkers(q: Query): Promise<WorkerRow[]> {
  const { rows } = await q.query<WorkerRow>("select owner, until from workers order by owner");
  return rows;
}

export async function forgetWorkers(q: Query, owners: readonly string[]): Promise<void> {
  if (owners.length > 0) await q.query("delete from workers where owner = any($1::text[])", [owners]);
}

export async function bucketsOf(q: Query, owner: string): Promise<number[]> {
  const { rows } = await q.query<{ bucket: number }>("select bucket from buckets where owner = $1 order by bucket", [owner]);
  return rows.map((row) => row.bucket);
}

/**
 * Takes up to `limit` buckets that belong to nobody alive, and answers which. A bucket that a batch still holds is left
 * for the next time: `skip locked`.
 */
export async function takeFreeBuckets(q: Query, owner: string, alive: readonly string[], limit: number): Promise<number[]> {
  const { rows } = await q.query<{ bucket: number }>(
    `update buckets set owner = $1 where bucket = any(array(
       select bucket from buckets where owner is null or owner <> all($2::text[]) order by bucket limit $3 for update skip locked
     )) returning bucket`,
    [owner, alive, limit],
  );
  return rows.map((row) => row.bucket);
}

/** Gives buckets up. One that a batch of ours holds is waited for, in the order of the bucket as everywhere. */
export async function giveUpBuckets(q: Query, owner: string, buckets: readonly number[]): Promise<void> {
  await q.query(
    `with mine as materialized (select bucket from buckets where bucket = any($2::int[]) and owner = $1 order by bucket for update)
     update buckets set owner = null from mine where buckets.bucket = mine.bucket`,
    [owner, buckets],
  );
}

/**
 * Locks buckets until the transaction ends, always in the order of the bucket, so that two batches wait for each other
 * and never in a circle. This lock is the fence: whoever reads or writes the state of a profile, its enrollments or its
 * timers, or takes from its inbox, holds it. So none of those rows need locks of their own.
 *
 * @param owner  only those of `buckets` that are (still) his are locked
 * @param others locked whoever owns them: the other side of a merge
 * @returns the locked ones
 */
export async function lockBuckets(tx: Query, owner: string, buckets: readonly number[], others: readonly number[]): Promise<number[]> {
  const { rows } = await tx.query<{ bucket: number }>(LOCK, [buckets, owner, others], "lock_buckets");
  return rows.map((row) => row.bucket);
}

/**
 * The planner knows the queue tables as empty or as full, as it happened to look last, and prepared plans are kept. With
 * these settings of the transaction there is one plan whatever it believes: from the given keys by the index to the rows.
 */
const LOCK = `
  with one_plan as materialized (
    select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('enable_hashjoin', 'off', true),
           set_config('enable_mergejoin', 'off', true), set_config('enable_material', 'off', true), set_config('enable_sort', 'off', true)
  )
  select buckets.bucket from one_plan cross join buckets
  where (bucket = any($1::int[]) and owner = $2) or bucket = any($3::int[])
  order by bucket for update of buckets`;
