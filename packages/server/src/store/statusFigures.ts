import { formatInstant, type Instant, SAMPLE_CAMPAIGN_PREFIX, type SendState } from "@beckon/core";
import type { Query } from "./db.ts";

/** How much waits, and for how long the oldest has. */
export interface QueueFigures {
  /** Counted no further than `QUEUE_COUNT_MAX`. */
  readonly depth: number;
  readonly oldestUnprocessedAt: Instant | null;
  readonly timersDue: number;
  readonly oldestDueTimerAt: Instant | null;
}

/** Beyond this a queue is simply long; to count on would cost more than the figure is worth. */
const QUEUE_COUNT_MAX = 100_000;

/** The oldest of each bucket stands at the front of its index, so this looks at 256 rows however long the queue is. */
export async function queueFigures(q: Query, now: Instant): Promise<QueueFigures> {
  const { rows } = await q.query<QueueFigures>(
    `select
       (select count(*) from (select 1 from inbox limit $2) as waiting) as depth,
       (select min(front.accepted_at) from buckets b cross join lateral (select accepted_at from inbox where bucket = b.bucket order by id limit 1) as front) as "oldestUnprocessedAt",
       (select count(*) from (select 1 from buckets b cross join lateral (select 1 from timers where bucket = b.bucket and at <= $1 limit $2) as due limit $2) as due) as "timersDue",
       (select min(front.at) from buckets b cross join lateral (select at from timers where bucket = b.bucket and at <= $1 order by at limit 1) as front) as "oldestDueTimerAt"`,
    [formatInstant(now), QUEUE_COUNT_MAX],
  );
  return rows[0] ?? { depth: 0, oldestUnprocessedAt: null, timersDue: 0, oldestDueTimerAt: null };
}

/** Sends decided since `since`, by state. */
export async function sendsByState(q: Query, since: Instant): Promise<{ state: SendState; count: number }[]> {
  const { rows } = await q.query<{ state: SendState; count: number }>(
    "select state, count(*) as count from sends where created_at >= $1 group by state order by state",
    [formatInstant(since)],
  );
  return rows;
}

export interface SendQueueFigures {
  readonly channel: string;
  /** Counted no further than `QUEUE_COUNT_MAX`. */
  readonly ready: number;
  /** Since when the one that has waited longest could have gone. */
  readonly oldestDueAt: Instant | null;
}

/** What is due to be handed over, by channel; what waits for a later attempt is not late. */
export async function sendQueueFigures(q: Query, now: Instant): Promise<SendQueueFigures[]> {
  const { rows } = await q.query<SendQueueFigures>(
    `select channel, count(*) as ready, min(next_attempt_at) as "oldestDueAt"
     from (select channel, next_attempt_at from sends where state = 'ready' and next_attempt_at <= $1 limit $2) as due group by channel order by channel`,
    [formatInstant(now), QUEUE_COUNT_MAX],
  );
  return rows;
}

/** When the first workspace was made: as long there is something to lose. */
export async function firstStartedAt(q: Query): Promise<Instant | null> {
  const { rows } = await q.query<{ at: Instant | null }>("select min(created_at) as at from workspaces");
  return rows[0]?.at ?? null;
}

export async function countUnknownSends(q: Query): Promise<number> {
  const { rows } = await q.query<{ count: number }>("select count(*) as count from (select 1 from sends where state = 'unknown' limit $1) as unknown", [
    QUEUE_COUNT_MAX,
  ]);
  return rows[0]?.count ?? 0;
}

export async function countAllOpenDeadLetters(q: Query): Promise<number> {
  const { rows } = await q.query<{ count: number }>("select count(*) as count from (select 1 from dead_letters where replayed_at is null limit $1) as open", [
    QUEUE_COUNT_MAX,
  ]);
  return rows[0]?.count ?? 0;
}

export interface BucketOwners {
  readonly owned: number;
  readonly total: number;
  readonly owners: string[];
}

/** Which workers are alive, and how many buckets they have between them. */
export async function bucketOwners(q: Query, now: Instant): Promise<BucketOwners> {
  const { rows } = await q.query<BucketOwners>(
    `select count(w.owner) as owned, count(*) as total, coalesce(array_agg(distinct w.owner) filter (where w.owner is not null), '{}') as owners
     from buckets b left join workers w on w.owner = b.owner and w.until > $1`,
    [formatInstant(now)],
  );
  return rows[0] ?? { owned: 0, total: 0, owners: [] };
}

export async function databaseFigures(q: Query): Promise<{ sizeBytes: number; version: string }> {
  const { rows } = await q.query<{ sizeBytes: number; version: string }>(
    `select pg_database_size(current_database()) as "sizeBytes", current_setting('server_version') as version`,
  );
  return rows[0] ?? { sizeBytes: 0, version: "unknown" };
}

/** Rows of a table: counted while few, taken from the statistics once there are many. */
export async function aboutRows(q: Query, table: "profiles" | "events"): Promise<number> {
  const { rows } = await q.query<{ estimate: number }>("select greatest(reltuples, 0)::bigint as estimate from pg_class where oid = $1::regclass", [table]);
  const estimate = rows[0]?.estimate ?? 0;
  if (estimate > COUNTED_MAX) return estimate;
  const counted = await q.query<{ count: number }>(`select count(*) as count from (select 1 from ${table} limit $1) as counted`, [COUNTED_MAX]);
  return counted.rows[0]?.count ?? 0;
}

const COUNTED_MAX = 20_000;

interface CampaignCounts {
  readonly total: number;
  readonly live: number;
  /** Live, and not of the sample shop, whose mails never leave. */
  readonly liveReal: number;
}

export async function countCampaignsByStatus(q: Query, workspaceId: number): Promise<CampaignCounts> {
  const { rows } = await q.query<CampaignCounts>(
    `select count(*) filter (where status <> 'archived') as total, count(*) filter (where status = 'live') as live,
       count(*) filter (where status = 'live' and not starts_with(key, $2)) as "liveReal"
     from campaigns where workspace_id = $1 and kind <> 'message'`,
    [workspaceId, SAMPLE_CAMPAIGN_PREFIX],
  );
  return rows[0] ?? { total: 0, live: 0, liveReal: 0 };
}

export async function countMigrations(q: Query): Promise<number> {
  const { rows } = await q.query<{ count: number }>("select count(*) as count from schema_migrations");
  return rows[0]?.count ?? 0;
}
