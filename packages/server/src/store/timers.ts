import { bucketOf, type Instant, type JsonObject, type Timer } from "@beckon/core";
import { instantColumn, instantOf, jsonColumn, jsonTexts, plainColumn, textColumn } from "./columns.ts";
import type { Query } from "./db.ts";

/** A timer with the workspace of its profile. */
export interface TimerRow extends Timer {
  readonly workspaceId: number;
}

interface StoredTimer {
  readonly at: Instant;
  readonly profileId: string;
  readonly kind: string;
  readonly subject: string;
  readonly workspaceId: number;
  readonly payload: JsonObject;
}

const COLUMNS = `timers.at, timers.profile_id as "profileId", timers.kind, timers.subject, timers.workspace_id as "workspaceId", timers.payload`;

/**
 * Due timers of the buckets, the earliest first within each.
 *
 * @param until per bucket the instant up to which they are wanted
 * @param each  at most so many of one bucket
 */
export async function dueTimers(tx: Query, buckets: readonly number[], until: readonly Instant[], each: number): Promise<TimerRow[]> {
  const { rows } = await tx.query<StoredTimer>(DUE, [plainColumn(buckets), instantColumn(until), each], "due_timers");
  return rows;
}

const DUE = `
  select ${COLUMNS}
  from unnest($1::int[], $2::float8[]) as wanted (bucket, until)
  cross join lateral (select * from timers where timers.bucket = wanted.bucket and timers.at <= ${instantOf("wanted.until")} order by timers.at limit $3) as timers`;

/** Due timers of these profiles alone. Passes by all that is due in the buckets. */
export async function dueTimersOf(tx: Query, buckets: readonly number[], until: readonly Instant[], profileIds: readonly string[]): Promise<TimerRow[]> {
  const { rows } = await tx.query<StoredTimer>(DUE_OF, [plainColumn(buckets), instantColumn(until), plainColumn(profileIds)], "due_timers_of");
  return rows;
}

/** As one look into a set of people for each timer; asked plainly, the index would be walked through once for each of them. */
const DUE_OF = `
  select ${COLUMNS}
  from unnest($1::int[], $2::float8[]) as wanted (bucket, until)
  cross join lateral (select * from timers where timers.bucket = wanted.bucket and timers.at <= ${instantOf("wanted.until")}
    and (timers.profile_id in (select unnest($3::uuid[]))) is true) as timers`;

/** Timers of one profile until then, the earliest first: for whoever looks ahead. */
export async function dueTimersOfPerson(q: Query, profileId: string, until: Instant): Promise<TimerRow[]> {
  const timers = await dueTimersOf(q, [bucketOf(profileId)], [until], [profileId]);
  return timers.sort((a, b) => a.at - b.at);
}

/** All timers of these profiles, whenever they are due. Reads whole buckets: for merges, which are rare. */
export async function timersOf(tx: Query, profileIds: readonly string[]): Promise<TimerRow[]> {
  const { rows } = await tx.query<StoredTimer>(
    `select ${COLUMNS} from timers
     join unnest($1::int[], $2::uuid[]) as wanted (bucket, profile_id) on timers.bucket = wanted.bucket and timers.profile_id = wanted.profile_id`,
    [profileIds.map(bucketOf), profileIds],
  );
  return rows;
}

/** Removes timers; one that is not there (any more) is no error. */
export async function removeTimers(tx: Query, timers: readonly Timer[]): Promise<void> {
  if (timers.length > 0) await tx.query(REMOVE, keysOf(timers), "remove_timers");
}

const REMOVE = `
  delete from timers using unnest($1::int[], $2::float8[], $3::uuid[], $4::text[], $5::text[]) as gone (bucket, at, profile_id, kind, subject)
  where timers.bucket = gone.bucket and timers.at = ${instantOf("gone.at")} and timers.profile_id = gone.profile_id and timers.kind = gone.kind and timers.subject = gone.subject`;

/** Sets timers; setting one twice is one timer. */
export async function setTimers(tx: Query, timers: readonly TimerRow[]): Promise<void> {
  if (timers.length === 0) return;
  const values = [...keysOf(timers), plainColumn(timers.map((timer) => timer.workspaceId)), jsonColumn(timers.map((timer) => JSON.stringify(timer.payload)))];
  await tx.query(SET, values, "set_timers");
}

const SET = `
  insert into timers (bucket, at, profile_id, kind, subject, workspace_id, payload)
  select bucket, ${instantOf("at")}, profile_id, kind, subject, workspace_id, payload::jsonb
  from unnest($1::int[], $2::float8[], $3::uuid[], $4::text[], $5::text[], $6::int[], ${jsonTexts("$7")}) as u (bucket, at, profile_id, kind, subject, workspace_id, payload)
  on conflict do nothing`;

function keysOf(timers: readonly Timer[]): unknown[] {
  return [
    plainColumn(timers.map((timer) => bucketOf(timer.profileId))),
    instantColumn(timers.map((timer) => timer.at)),
    plainColumn(timers.map((timer) => timer.profileId)),
    textColumn(timers.map((timer) => timer.kind)),
    textColumn(timers.map((timer) => timer.subject)),
  ];
}

/** What tells two timers apart, as one text. */
export function timerKey(timer: Timer): string {
  return `${timer.profileId}|${timer.at}|${timer.kind}|${timer.subject}`;
}
