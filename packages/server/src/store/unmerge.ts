import { bucketOf, deriveId, type Enrollment, formatInstant, HOUR, type Instant } from "@beckon/core";
import { plainColumn } from "./columns.ts";
import type { Query } from "./db.ts";
import type { WorkRow } from "./processWork.ts";
import { forgetStageChanges } from "./stageChanges.ts";
import { uncountStages } from "./stageCounts.ts";
import type { EventRow } from "./timeline.ts";

/** All that stands under the survivor's name, of which an undo gives the merged profile its part. */
export interface Belongings {
  readonly events: readonly EventRow[];
  readonly enrollments: readonly Enrollment[];
  /** Sends that a sender holds at this moment: they end where they are. */
  readonly onTheirWay: ReadonlySet<string>;
  readonly inbox: readonly WorkRow[];
}

/** Long before the merge nothing was received that was taken up after it. */
const SLACK = 24 * HOUR;

export async function readBelongings(q: Query, profileId: string, since: Instant): Promise<Belongings> {
  const who = [bucketOf(profileId), profileId];
  const { rows: events } = await q.query<EventRow>(
    `select e.id, e.profile_id as "profileId", e.at, e.received_at as "receivedAt", e.name, e.kind, e.properties, e.context, e.extra, e.source, e.message_id as "messageId"
     from events e where e.bucket = $1 and e.profile_id = $2 and e.received_at >= $3::timestamptz order by e.received_at, e.id`,
    [...who, formatInstant(since - SLACK)],
  );
  const { rows: enrollments } = await q.query<{ body: Enrollment }>("select body from enrollments where bucket = $1 and profile_id = $2 order by id", who);
  const { rows: sends } = await q.query<{ id: string }>("select id from sends where bucket = $1 and profile_id = $2 and state = 'sending'", who);
  const { rows: inbox } = await q.query<WorkRow>(
    `select id, workspace_id as "workspaceId", profile_id as "profileId", kind, body, accepted_at as "acceptedAt" from inbox where bucket = $1 and profile_id = $2 order by id`,
    who,
  );
  return { events, enrollments: enrollments.map(({ body }) => body), onTheirWay: new Set(sends.map(({ id }) => id)), inbox };
}

/** What goes from one profile to the other. */
export interface Removal {
  readonly from: string;
  readonly to: string;
  readonly events: readonly string[];
  readonly enrollments: readonly string[];
  readonly inbox: readonly string[];
  /** Passages whose sends stay behind. */
  readonly exceptSendsOf: readonly string[];
}

/** Moves rows, each with all that hangs on it, to the other profile's bucket. */
export async function moveBelongings(tx: Query, { from, to, events, enrollments, inbox, exceptSendsOf }: Removal): Promise<void> {
  const sides = [bucketOf(from), from, bucketOf(to), to];
  const move = (table: string, which: string, values: readonly (readonly string[])[]) =>
    tx.query(moved(table, `profile_id = $2 and ${which}`, true), [...sides, ...values]);
  const withSends = enrollments.filter((id) => !exceptSendsOf.includes(id));
  const { rows } = await tx.query<{ id: string }>("select id from sends where bucket = $1 and profile_id = $2 and enrollment_id = any($3::uuid[])", [
    bucketOf(from),
    from,
    withSends,
  ]);
  const sends = rows.map(({ id }) => id);
  await move("events", "id = any($5::uuid[])", [events]);
  await move("inbox", "id = any($5::uuid[])", [inbox]);
  await move("enrollments", "id = any($5::uuid[])", [enrollments]);
  await move("decisions", "(enrollment_id = any($5::uuid[]) or enrollment_id is null and event_id = any($6::uuid[]))", [enrollments, events]);
  await move("tasks", "(enrollment_id = any($5::uuid[]) or id = any($6::uuid[]))", [enrollments, events]);
  await move("sends", "id = any($5::uuid[])", [sends]);
  for (const table of ["messages", "answers"]) await tx.query(moved(table, "send_id = any($3::uuid[])", false), [bucketOf(from), bucketOf(to), sends]);
}

/** Takes rows out of one bucket and puts them as they are into the other: a row's bucket is never updated (decision 0002). */
function moved(table: string, which: string, isOfProfile: boolean): string {
  const place = isOfProfile ? "jsonb_build_object('bucket', $3::int, 'profile_id', $4::uuid)" : "jsonb_build_object('bucket', $2::int)";
  return `with moved as (delete from ${table} where bucket = $1 and ${which} returning *)
    insert into ${table} select (jsonb_populate_record(null::${table}, to_jsonb(moved) || ${place})).* from moved`;
}

export async function removeEvents(tx: Query, profileId: string, ids: readonly string[]): Promise<void> {
  await tx.query("delete from events where bucket = $1 and profile_id = $2 and id = any($3::uuid[])", [bucketOf(profileId), profileId, ids]);
  await forgetStageChanges(tx, profileId, ids);
}

export async function removeTimersOf(tx: Query, profileIds: readonly string[]): Promise<void> {
  await tx.query("delete from timers t using unnest($1::int[], $2::uuid[]) as who (bucket, id) where t.bucket = who.bucket and t.profile_id = who.id", [
    plainColumn(profileIds.map(bucketOf)),
    plainColumn(profileIds),
  ]);
}

/** Takes away what was kept of the past for these questions and versions only: it is written anew from what each lived through. */
export async function removeKept(tx: Query, profileId: string, aggregates: readonly string[], memberships: readonly string[]): Promise<void> {
  await tx.query("delete from aggregates where bucket = $1 and profile_id = $2 and aggregate = any($3::text[])", [bucketOf(profileId), profileId, aggregates]);
  const those = "t.bucket = $1 and t.profile_id = $2 and t.segment_id::text || '@' || t.version = any($3::text[])";
  await uncountStages(tx, those, [bucketOf(profileId), profileId, memberships]);
  await tx.query(`delete from memberships t where ${those}`, [bucketOf(profileId), profileId, memberships]);
}

/** A change of a campaign that waits for the survivor speaks to the passages of both. */
export function copyFor(row: WorkRow, profileId: string): WorkRow {
  return { ...row, profileId, id: deriveId(row.acceptedAt, row.id, profileId) };
}
