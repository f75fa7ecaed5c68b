import { bucketOf, formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";
import type { EventRow } from "./timeline.ts";

/** How often something happened, read from the index alone. */
export interface Happened {
  /** Not more than was asked to be counted. */
  readonly count: number;
  /** The oldest that was counted; null where there is none. */
  readonly oldest: Instant | null;
}

/** Counts the newest events with these names since `from`, at most `limit` of them. */
export async function countHappened(q: Query, workspaceId: number, names: readonly string[], from: Instant, limit: number): Promise<Happened> {
  const { rows } = await q.query<Happened>(
    `select count(*)::int as count, min(at) as oldest
     from (select at from events where workspace_id = $1 and name = any($2::text[]) and at >= $3 order by at desc limit $4) as newest`,
    [workspaceId, names, formatInstant(from), limit],
  );
  return rows[0] ?? { count: 0, oldest: null };
}

/** People of the first so many buckets to whom it happened since `from`. Buckets are filled evenly, so they are a fair share of all. */
export async function peopleToWhomItHappened(
  q: Query,
  workspaceId: number,
  names: readonly string[],
  since: { readonly from: Instant; readonly buckets: number; readonly limit: number },
): Promise<string[]> {
  const { rows } = await q.query<{ id: string }>(
    `select distinct profile_id as id from (
       select profile_id from events where workspace_id = $1 and name = any($2::text[]) and at >= $3 and bucket < $4 order by at desc limit $5
     ) as newest`,
    [workspaceId, names, formatInstant(since.from), since.buckets, since.limit],
  );
  return rows.map((row) => row.id);
}

/** How many profiles there are, at most `limit`. */
export async function countProfiles(q: Query, workspaceId: number, limit: number): Promise<number> {
  const { rows } = await q.query<{ count: number }>("select count(*)::int as count from (select from profiles where workspace_id = $1 limit $2) as some", [
    workspaceId,
    limit,
  ]);
  return rows[0]?.count ?? 0;
}

/** People of the first so many buckets who have one of the attributes. */
export async function peopleWhoHave(q: Query, workspaceId: number, attributes: readonly string[], buckets: number, limit: number): Promise<string[]> {
  const { rows } = await q.query<{ id: string }>(
    `select id from profiles where workspace_id = $1 and merged_into is null and bucket < $2 and attributes ?| $3::text[] limit $4`,
    [workspaceId, buckets, attributes, limit],
  );
  return rows.map((row) => row.id);
}

/** What these people did in a period, oldest first: only what bears one of the names, or everything where `names` is null. The newest `limit` of each. */
export async function pastsOfPeople(
  q: Query,
  ids: readonly string[],
  period: { readonly from: Instant; readonly until: Instant; readonly names: readonly string[] | null; readonly limit: number },
): Promise<Map<string, EventRow[]>> {
  const { rows } = await q.query<EventRow>(
    `select e.id, e.profile_id as "profileId", e.at, e.received_at as "receivedAt", e.name, e.kind, e.properties, '{}'::jsonb as context, e.extra, e.source, e.message_id as "messageId"
     from unnest($1::int[], $2::uuid[]) as who (bucket, id)
     cross join lateral (
       select * from events e
       where e.bucket = who.bucket and e.profile_id = who.id and e.at >= $3 and e.at <= $4 and ($5::text[] is null or e.name = any($5))
       order by e.at desc, e.id desc limit $6
     ) as e
     order by e.at, e.id`,
    [ids.map(bucketOf), ids, formatInstant(period.from), formatInstant(period.until), period.names, period.limit],
  );
  const pasts = new Map<string, EventRow[]>();
  for (const row of rows) {
    const past = pasts.get(row.profileId);
    if (past) past.push(row);
    else pasts.set(row.profileId, [row]);
  }
  return pasts;
}
