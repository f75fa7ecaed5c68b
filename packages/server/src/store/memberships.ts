import { bucketOf, formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

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
): Promise<MemberRow[]> {
  const { rows } = await q.query<MemberRow>(
    `select profile_id as "profileId", since from memberships
     where segment_id = $1 and version = $2 and member and ($3::timestamptz is null or (since, profile_id) < ($3, $4::uuid))
     order by since desc, profile_id desc limit $5`,
    [segmentId, version, after && formatInstant(after.since), after?.id ?? null, limit],
  );
  return rows;
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
