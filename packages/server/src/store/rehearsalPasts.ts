import { bucketOf, formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";
import { Parameters } from "./parameters.ts";
import type { Family } from "./segmentFill.ts";
import type { EventRow } from "./timeline.ts";

/** For whom a draft may have had a message: to whom something happened, or who have an attribute. */
export interface Concerned {
  readonly workspaceId: number;
  readonly buckets: readonly number[];
  readonly by: { readonly names: readonly string[]; readonly from: Instant; readonly until: Instant } | { readonly attributes: readonly string[] };
  /** Only those who are in it today. */
  readonly segment: { readonly id: string; readonly version: number } | null;
}

/** People of these buckets, in the order of their ids; what was done by people who were merged counts for who they are now. */
export async function peopleConcerned(q: Query, { workspaceId, buckets, by, segment }: Concerned, { merged, top }: Family): Promise<string[]> {
  const parameters = new Parameters();
  const [scope, workspace] = [parameters.add(buckets, "int[]"), parameters.add(workspaceId, "int")];
  const found =
    "names" in by
      ? toWhomItHappened(by, scope, workspace, { merged, top }, parameters)
      : `select p.bucket, p.id from profiles p
    where p.bucket = any(${scope}) and p.workspace_id = ${workspace} and p.attributes ?| ${parameters.add(by.attributes, "text[]")}`;
  const inSegment =
    segment === null
      ? ""
      : `join memberships m on m.bucket = p.bucket and m.profile_id = p.id and m.member
         and m.segment_id = ${parameters.add(segment.id, "uuid")} and m.version = ${parameters.add(segment.version, "int")}`;
  const { rows } = await q.query<{ id: string }>(
    `select distinct p.id from (${found}) as found
     join profiles p on p.bucket = found.bucket and p.id = found.id and p.merged_into is null and p.workspace_id = ${workspace} ${inSegment}
     order by p.id`,
    parameters.values,
  );
  return rows.map((row) => row.id);
}

function toWhomItHappened(
  { names, from, until }: Extract<Concerned["by"], { readonly names: unknown }>,
  scope: string,
  workspace: string,
  { merged, top }: Family,
  parameters: Parameters,
): string {
  const [start, end] = [parameters.add(formatInstant(from), "timestamptz"), parameters.add(formatInstant(until), "timestamptz")];
  const named = `e.workspace_id = ${workspace} and e.name = any(${parameters.add(names, "text[]")}) and e.at >= ${start} and e.at < ${end}`;
  const own = `select distinct e.bucket, e.profile_id as id from events e where e.bucket = any(${scope}) and ${named}`;
  if (merged.length === 0) return own;
  const [from_, was, is] = [parameters.add(merged.map(bucketOf), "int[]"), parameters.add(merged, "uuid[]"), parameters.add(top, "uuid[]")];
  return `${own} union select get_byte(uuid_send(f.top), 15), f.top from unnest(${from_}, ${was}, ${is}) as f (bucket, merged, top)
    join events e on e.bucket = f.bucket and e.profile_id = f.merged where ${named}`;
}

/** Whose events are read, under which ids. */
export interface Whose {
  readonly person: string;
  readonly id: string;
}

export interface PastAsked {
  readonly from: Instant;
  readonly until: Instant;
  /** Everything, where it is null. */
  readonly names: readonly string[] | null;
  readonly limit: number;
}

export type PastRow = EventRow & { readonly person: string };

const EVENT = `e.id, e.profile_id as "profileId", e.at, e.received_at as "receivedAt", e.name, e.kind, e.properties, '{}'::jsonb as context, e.extra, e.source, e.message_id as "messageId"`;

/** The first `limit` events of each of these ids, oldest first. */
export async function beginningsOf(q: Query, whose: readonly Whose[], { from, until, names, limit }: PastAsked): Promise<PastRow[]> {
  const { rows } = await q.query<PastRow>(
    `select who.person, ${EVENT}
     from unnest($1::int[], $2::uuid[], $3::uuid[]) as who (bucket, id, person)
     cross join lateral (
       select * from events e
       where e.bucket = who.bucket and e.profile_id = who.id and e.at >= $4 and e.at < $5 and ($6::text[] is null or e.name = any($6))
       order by e.at, e.id limit $7
     ) as e
     order by e.at, e.id`,
    [
      whose.map(({ id }) => bucketOf(id)),
      whose.map(({ id }) => id),
      whose.map(({ person }) => person),
      formatInstant(from),
      formatInstant(until),
      names,
      limit,
    ],
  );
  return rows;
}

/** The next `limit` events of one person, after the one where the last page ended. */
export async function nextOfPast(
  q: Query,
  ids: readonly string[],
  { from, until, names, limit }: PastAsked,
  after: { readonly at: Instant; readonly id: string } | null,
): Promise<EventRow[]> {
  const { rows } = await q.query<EventRow>(
    `select ${EVENT}
     from unnest($1::int[], $2::uuid[]) as who (bucket, id)
     cross join lateral (
       select * from events e
       where e.bucket = who.bucket and e.profile_id = who.id and e.at >= $3 and e.at < $4 and ($5::text[] is null or e.name = any($5))
         and ($7::uuid is null or (e.at, e.id) > ($6::timestamptz, $7))
       order by e.at, e.id limit $8
     ) as e
     order by e.at, e.id limit $8`,
    [ids.map(bucketOf), ids, formatInstant(after?.at ?? from), formatInstant(until), names, formatInstant(after?.at ?? from), after?.id ?? null, limit],
  );
  return rows;
}
