import { bucketOf, type Instant } from "@beckon/core";
import { plainColumn } from "./columns.ts";
import type { Query } from "./db.ts";
import type { InboxRow } from "./inbox.ts";
import { dueTimers, dueTimersOf, type TimerRow, timersOf } from "./timers.ts";

/** A row of the inbox as it is read back. */
export type WorkRow = Omit<InboxRow, "json">;

/** What a batch does: rows and timers, and up to which instant everything of a profile is at hand. */
export interface Work {
  readonly rows: WorkRow[];
  readonly timers: TimerRow[];
  /** A timer set during the batch fires in it where it is due by then; a later one must let rows go first that are not here. */
  readonly horizonOf: (profileId: string) => Instant;
  /** Buckets that hold more. */
  readonly unfinished: ReadonlySet<number>;
}

/**
 * Reads what is to be done in buckets that this transaction has locked: of each the oldest rows and the timers due by
 * then, so that a timer due at 9:59:59 comes before an event accepted at 10:00:00, and after one accepted before it, also
 * when a long queue is worked off in pieces. Nothing is deleted yet: what turns out not to fit is simply left.
 */
export async function readWork(tx: Query, buckets: readonly number[], limit: number, now: Instant): Promise<Work> {
  const each = Math.min(limit, Math.max(MIN_EACH, Math.ceil((2 * limit) / buckets.length)));
  const rows = await readInbox(tx, buckets, each, limit);
  const unfinished = unfinishedBuckets(buckets, rows, each, limit);
  const until = new Map(buckets.map((bucket) => [bucket, unfinished.has(bucket) ? 0 : now]));
  for (const row of rows) {
    const bucket = bucketOf(row.profileId);
    if (unfinished.has(bucket)) until.set(bucket, Math.min(row.acceptedAt, now));
  }
  const due = await dueTimers(
    tx,
    buckets,
    buckets.map((bucket) => until.get(bucket) ?? 0),
    each,
  );
  const crowded = crowdedBuckets(due, each);
  for (const bucket of crowded.keys()) unfinished.add(bucket);
  const { timers, isWhole } = await beforeRows(tx, rows, due, crowded, until);
  const horizonOf = (profileId: string): Instant => {
    const bucket = bucketOf(profileId);
    return (isWhole(profileId) ? undefined : crowded.get(bucket)) ?? until.get(bucket) ?? now;
  };
  return { rows, timers, horizonOf, unfinished };
}

/** Buckets in which more timers may be due than were read, with the instant up to which they were. */
function crowdedBuckets(timers: readonly TimerRow[], each: number): Map<number, Instant> {
  const crowded = new Map<number, Instant>();
  for (const [bucket, count] of countByBucket(timers)) if (count >= each) crowded.set(bucket, 0);
  for (const { profileId, at } of timers) {
    const bucket = bucketOf(profileId);
    const before = crowded.get(bucket);
    if (before !== undefined) crowded.set(bucket, Math.max(before, at));
  }
  return crowded;
}

/**
 * Nobody's event waits until the timers of a crowd are through: of whoever has a row in a crowded bucket all timers are read that
 * come before it, wherever they stand in the queue.
 */
async function beforeRows(
  tx: Query,
  rows: readonly WorkRow[],
  due: TimerRow[],
  crowded: ReadonlyMap<number, Instant>,
  until: ReadonlyMap<number, Instant>,
): Promise<{ readonly timers: TimerRow[]; readonly isWhole: (profileId: string) => boolean }> {
  const whole = new Set(rows.map(({ profileId }) => profileId).filter((profileId) => crowded.has(bucketOf(profileId))));
  const isWhole = (profileId: string) => whole.has(profileId);
  if (whole.size === 0) return { timers: due, isWhole };
  const buckets = [...new Set([...whole].map(bucketOf))];
  const theirs = await dueTimersOf(
    tx,
    buckets,
    buckets.map((bucket) => until.get(bucket) ?? 0),
    [...whole],
  );
  return { timers: [...due.filter(({ profileId }) => !isWhole(profileId)), ...theirs], isWhole };
}

/** Even where every bucket is busy, a batch takes a few rows of each: fewer make it tiny. */
const MIN_EACH = 8;

/**
 * Of each bucket its oldest rows, in order. Not `order by id` over several buckets: that would sort the whole backlog.
 * The order within a bucket is that of the inner statement, whatever joins it.
 */
async function readInbox(tx: Query, buckets: readonly number[], each: number, limit: number): Promise<WorkRow[]> {
  const { rows } = await tx.query<WorkRow>(READ, [plainColumn(buckets), each, limit], "read_inbox");
  return rows;
}

const COLUMNS = `inbox.id, inbox.workspace_id as "workspaceId", inbox.profile_id as "profileId", inbox.kind, inbox.body, inbox.accepted_at as "acceptedAt"`;

const READ = `
  select ${COLUMNS}
  from unnest($1::int[]) as wanted (bucket)
  cross join lateral (select * from inbox where inbox.bucket = wanted.bucket order by inbox.id limit $2) as inbox
  limit $3`;

/** A bucket is finished when it gave less than it was asked for, and the batch was not full before its turn came. */
function unfinishedBuckets(buckets: readonly number[], rows: readonly WorkRow[], each: number, limit: number): Set<number> {
  const counts = countByBucket(rows);
  const isFull = rows.length >= limit;
  const last = rows.at(-1);
  const lastTurn = isFull && last ? buckets.indexOf(bucketOf(last.profileId)) : buckets.length;
  return new Set(buckets.filter((bucket, turn) => turn >= lastTurn || (counts.get(bucket) ?? 0) >= each));
}

function countByBucket(items: readonly { readonly profileId: string }[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { profileId } of items) counts.set(bucketOf(profileId), (counts.get(bucketOf(profileId)) ?? 0) + 1);
  return counts;
}

/** All that waits for these profiles, in locked buckets. Reads whole buckets: for merges, which are rare. */
export async function readAllOf(tx: Query, profileIds: readonly string[]): Promise<{ rows: WorkRow[]; timers: TimerRow[] }> {
  const { rows } = await tx.query<WorkRow>(
    `select ${COLUMNS} from inbox
     join unnest($1::int[], $2::uuid[]) as wanted (bucket, profile_id) on inbox.bucket = wanted.bucket and inbox.profile_id = wanted.profile_id
     order by inbox.id`,
    [profileIds.map(bucketOf), profileIds],
  );
  return { rows, timers: await timersOf(tx, profileIds) };
}

export async function removeRows(tx: Query, rows: readonly WorkRow[]): Promise<void> {
  if (rows.length > 0) await tx.query(REMOVE, [rows.map((row) => bucketOf(row.profileId)), rows.map((row) => row.id)], "remove_rows");
}

const REMOVE = `
  delete from inbox using unnest($1::int[], $2::uuid[]) as gone (bucket, id)
  where inbox.bucket = gone.bucket and inbox.id = gone.id`;

/** Which buckets hold rows, and when each has its next timer (null: none). Without locks: a hint where to look. */
export async function findWork(q: Query, buckets: readonly number[]): Promise<{ bucket: number; waiting: boolean; nextTimerAt: Instant | null }[]> {
  const { rows } = await q.query<{ bucket: number; waiting: boolean; nextTimerAt: Instant | null }>(FIND, [plainColumn(buckets)], "find_work");
  return rows;
}

const FIND = `
  select wanted.bucket, exists (select from inbox where inbox.bucket = wanted.bucket) as waiting,
    (select timers.at from timers where timers.bucket = wanted.bucket order by timers.at limit 1) as "nextTimerAt"
  from unnest($1::int[]) as wanted (bucket)`;
