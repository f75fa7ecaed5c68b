import { bucketOf, formatInstant } from "@beckon/core";
import type { Query } from "./db.ts";
import type { EventRow } from "./timeline.ts";

const COLUMNS = `e.id, e.profile_id as "profileId", e.at, e.received_at as "receivedAt", e.name, e.kind, e.properties, e.context, e.extra, e.source, e.message_id as "messageId"`;

export interface EventFeedFilter {
  readonly name?: string | undefined;
  /** All ids that are one person. */
  readonly profileIds?: readonly string[] | undefined;
  /** Only newer ones than this id. */
  readonly after?: string | undefined;
  /** Only older ones than this id. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** A name is looked for among this many of the newest: one that nobody sends must not read years. */
const LOOKED_THROUGH = 100_000;
/** Somebody's newest are looked for among this many of their latest: a bot's hundred thousand must not all be sorted. */
const LOOKED_THROUGH_OF_ONE = 1_000;

/** Events of a workspace by the order of acceptance, newest first: ids are UUIDv7, so the right end of one index is read. */
export async function newestEvents(q: Query, workspaceId: number, filter: EventFeedFilter): Promise<EventRow[]> {
  if (filter.profileIds !== undefined) return newestEventsOf(q, workspaceId, filter.profileIds, filter);
  const { rows } = await q.query<EventRow>(
    `select ${COLUMNS} from (
       select * from events where workspace_id = $1 and ($3::uuid is null or id > $3) and ($4::uuid is null or id < $4) order by id desc limit $6
     ) as e
     where $2::text is null or e.name = $2
     order by e.id desc limit $5`,
    [workspaceId, filter.name ?? null, filter.after ?? null, filter.before ?? null, filter.limit, filter.name === undefined ? filter.limit : LOOKED_THROUGH],
  );
  return rows;
}

async function newestEventsOf(q: Query, workspaceId: number, profileIds: readonly string[], filter: EventFeedFilter): Promise<EventRow[]> {
  const { rows } = await q.query<EventRow>(
    `select ${COLUMNS} from unnest($1::int[], $2::uuid[]) as who (bucket, id)
     cross join lateral (
       select * from events
       where bucket = who.bucket and profile_id = who.id and workspace_id = $3
         and ($4::text is null or name = $4) and ($5::uuid is null or id > $5) and ($6::uuid is null or id < $6) ${filter.before === undefined ? AMONG_LATEST : ""}
       order by at desc limit $8
     ) as e
     order by e.id desc limit $7`,
    [profileIds.map(bucketOf), profileIds, workspaceId, filter.name ?? null, filter.after ?? null, filter.before ?? null, filter.limit, LOOKED_THROUGH_OF_ONE],
  );
  return rows;
}

/** When they happened is read from the index alone, which knows the names: else a rare name would fetch all that somebody ever did. */
const AMONG_LATEST = `and at = any(array(
           select named.at from events named where named.bucket = who.bucket and named.profile_id = who.id and ($4::text is null or named.name = $4)
           order by named.at desc limit $8))`;

/** Events of a person between two instants, by the time when they happened. For Segment's Profile API. */
export async function eventsBetween(
  q: Query,
  profileIds: readonly string[],
  range: {
    readonly from: number;
    readonly until: number;
    readonly include: readonly string[] | null;
    readonly exclude: readonly string[];
    readonly newestFirst: boolean;
    readonly after: { readonly at: number; readonly id: string } | null;
    readonly limit: number;
  },
): Promise<EventRow[]> {
  const [direction, beyond] = range.newestFirst ? ["desc", "<"] : ["asc", ">"];
  const { rows } = await q.query<EventRow>(
    `select ${COLUMNS} from unnest($1::int[], $2::uuid[]) as who (bucket, id)
     join events e on e.bucket = who.bucket and e.profile_id = who.id
     where e.at >= $3::timestamptz and e.at <= $4::timestamptz and ($5::text[] is null or e.name = any($5)) and e.name <> all($6::text[])
       and ($7::timestamptz is null or (e.at, e.id) ${beyond} ($7, $8::uuid))
     order by e.at ${direction}, e.id ${direction} limit $9`,
    [
      profileIds.map(bucketOf),
      profileIds,
      formatInstant(range.from),
      formatInstant(range.until),
      range.include,
      range.exclude,
      range.after === null ? null : formatInstant(range.after.at),
      range.after?.id ?? null,
      range.limit,
    ],
  );
  return rows;
}
