import { bucketOf, formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";
import type { Sought } from "./profileSearch.ts";

export interface MemberRow {
  readonly profileId: string;
  readonly since: Instant;
}

/** Members of a version, who came last first. */
export async function listMembers(
  q: Query,
  segmentId: string,
  version: number,
  after: { readonly since: Instant; readonly id: string } | null,
  limit: number,
  sought: Sought | null,
): Promise<MemberRow[]> {
  const { rows } = await q.query<MemberRow>(
    `select m.profile_id as "profileId", m.since from memberships m
     where m.segment_id = $1 and m.version = $2 and m.member and ($3::timestamptz is null or (m.since, m.profile_id) < ($3, $4::uuid))
       and ${meant(sought)}
     order by m.since desc, m.profile_id desc limit $5`,
    [
      segmentId,
      version,
      after && formatInstant(after.since),
      after?.id ?? null,
      limit,
      ...(sought === null ? [] : "ids" in sought ? [sought.ids] : [sought.words]),
    ],
  );
  return rows;
}

/** Few are looked up by who they are; of many some are among the first that are read, each asked by itself: joined, all that are meant were read first. */
function meant(sought: Sought | null): string {
  if (sought === null) return "true";
  if ("ids" in sought) return "m.profile_id = any($6::uuid[])";
  return "(select w.words @@ $6::tsquery from profile_words w where w.bucket = m.bucket and w.profile_id = m.profile_id)";
}

/** How many members each version has got since then, who are still in it, counted up to `limit`. */
export async function countEntered(
  q: Query,
  versions: readonly { readonly segmentId: string; readonly version: number }[],
  since: Instant,
  limit: number,
): Promise<Map<string, number>> {
  if (versions.length === 0) return new Map();
  const { rows } = await q.query<{ segmentId: string; count: number }>(
    `select wanted.segment_id as "segmentId", counted.count
     from unnest($1::uuid[], $2::int[]) as wanted (segment_id, version)
     cross join lateral (select count(*) as count from (
       select from memberships m where m.segment_id = wanted.segment_id and m.version = wanted.version and m.since > $3 and m.member limit $4) as bounded) as counted`,
    [versions.map(({ segmentId }) => segmentId), versions.map(({ version }) => version), formatInstant(since), limit],
  );
  return new Map(rows.map((row) => [row.segmentId, row.count]));
}

/** How many members each version has, counted up to `limit`. */
export async function countMembers(
  q: Query,
  versions: readonly { readonly segmentId: string; readonly version: number }[],
  limit: number,
): Promise<Map<string, number>> {
  if (versions.length === 0) return new Map();
  const { rows } = await q.query<{ segmentId: string; count: number }>(
    `select wanted.segment_id as "segmentId", counted.count
     from unnest($1::uuid[], $2::int[]) as wanted (segment_id, version)
     cross join lateral (select count(*) as count from (
       select from memberships m where m.segment_id = wanted.segment_id and m.version = wanted.version and m.member limit $3) as bounded) as counted`,
    [versions.map(({ segmentId }) => segmentId), versions.map(({ version }) => version), limit],
  );
  return new Map(rows.map((row) => [row.segmentId, row.count]));
}

/** How many are members of both. */
export async function countInBoth(
  q: Query,
  one: { readonly segmentId: string; readonly version: number },
  other: { readonly segmentId: string; readonly version: number },
): Promise<number> {
  const { rows } = await q.query<{ count: number }>(
    `select count(*) as count from memberships a
     join memberships b on b.bucket = a.bucket and b.profile_id = a.profile_id and b.segment_id = $3 and b.version = $4 and b.member
     where a.segment_id = $1 and a.version = $2 and a.member`,
    [one.segmentId, one.version, other.segmentId, other.version],
  );
  return rows[0]?.count ?? 0;
}

export interface ProfileSegmentRow {
  readonly id: string;
  readonly key: string;
  readonly kind: "live" | "list";
  readonly name: string;
  readonly since: Instant;
}

/** What somebody is a member of, by the versions that hold, in the order of the names. */
export async function segmentsOf(q: Query, profileId: string): Promise<ProfileSegmentRow[]> {
  const { rows } = await q.query<ProfileSegmentRow>(
    `select s.id, s.key, s.kind, v.document ->> 'name' as name, m.since
     from memberships m join segments s on s.id = m.segment_id and s.version = m.version
     join segment_versions v on v.segment_id = s.id and v.version = s.version
     where m.bucket = $1 and m.profile_id = $2 and m.member and s.kind <> 'stages'
     order by lower(v.document ->> 'name'), s.id`,
    [bucketOf(profileId), profileId],
  );
  return rows;
}
