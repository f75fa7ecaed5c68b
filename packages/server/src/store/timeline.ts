import {
  bucketOf,
  type DecisionOutcome,
  type Enrollment,
  type Event,
  type EventKind,
  formatInstant,
  type Instant,
  type JsonObject,
  type Reason,
} from "@beckon/core";
import type { Query } from "./db.ts";

/** An event as it is read back. */
export interface EventRow {
  readonly id: string;
  readonly profileId: string;
  readonly at: Instant;
  readonly receivedAt: Instant;
  readonly name: string;
  readonly kind: EventKind;
  readonly properties: JsonObject;
  readonly context: JsonObject;
  /** Attributes, consent, message reference, flags and names that it came by, where the event has them. */
  readonly extra: Pick<Event, "attributes" | "consent" | "message" | "flags" | "via"> | null;
  readonly source: string;
  readonly messageId: string;
}

export interface DecisionRow {
  readonly id: string;
  readonly profileId: string;
  readonly campaignId: string;
  readonly version: number;
  readonly enrollmentId: string | null;
  readonly eventId: string | null;
  readonly at: Instant;
  readonly outcome: DecisionOutcome;
  readonly reason: Reason | null;
  readonly facts: JsonObject;
}

/** Where a page of a history begins: newer ones were seen. */
export interface HistoryPlace {
  readonly at: Instant;
  /** What comes before what within one instant: an event before the decisions that it causes, an entry before its end. */
  readonly rank: number;
  readonly id: string;
}

/** One batch decides many things at one instant, and ids do not tell which was first; what they mean does. */
export const OUTCOME_RANK: { readonly [outcome in DecisionOutcome]: number } = {
  entered: 1,
  restarted: 2,
  moved: 2,
  stepped: 6,
  held: 3,
  cleared: 4,
  skipped: 5,
  sent: 5,
  would_have_been_sent: 5,
  failed: 5,
  unknown: 5,
  exited: 5,
  not_entered: 6,
  converted: 7,
  late_event: 7,
};

const RANK = `(case d.outcome ${Object.entries(OUTCOME_RANK)
  .map(([outcome, rank]) => `when '${outcome}' then ${rank}`)
  .join(" ")} else 0 end)`;

/** Which events are wanted: those named, and with `others` all that are not among `INTERNAL`. */
export interface EventChoice {
  readonly names: readonly string[];
  readonly others: boolean;
  /** Names that `others` leaves out. */
  readonly known: readonly string[];
}

const EVENT = `e.id, e.profile_id as "profileId", e.at, e.received_at as "receivedAt", e.name, e.kind, e.properties, e.context, e.extra, e.source, e.message_id as "messageId"`;
const DECISION = `d.id, d.profile_id as "profileId", d.campaign_id as "campaignId", d.version, d.enrollment_id as "enrollmentId", d.event_id as "eventId", d.at, d.outcome, d.reason, d.facts`;

/**
 * Events of a person (all ids that are them), newest first. When those wanted happened is read from the index alone, which knows the names,
 * and only they are fetched: a session among a bot's thirty thousand events is found without reading these.
 */
export async function eventsOfPerson(q: Query, ids: readonly string[], choice: EventChoice, before: HistoryPlace | null, limit: number): Promise<EventRow[]> {
  const { rows } = await q.query<EventRow>(
    `select ${EVENT} from unnest($1::int[], $2::uuid[]) as who (bucket, id)
     cross join lateral (
       select array(
         select e.at from events e
         where e.bucket = who.bucket and e.profile_id = who.id and ($3::timestamptz is null or e.at < $3) and ${WANTED}
         order by e.at desc limit $8
       ) || $3::timestamptz as moments
     ) as wanted
     cross join lateral (
       select * from events e
       where e.bucket = who.bucket and e.profile_id = who.id and e.at = any(wanted.moments) and ${WANTED}
         and ($3::timestamptz is null or e.at < $3 or (0, e.id) < ($9::int, $4::uuid))
     ) as e
     order by e.at desc, e.id desc limit $8`,
    [ids.map(bucketOf), ids, before && formatInstant(before.at), before?.id ?? null, choice.names, choice.others, choice.known, limit, before?.rank ?? 0],
  );
  return rows;
}

const WANTED = "(e.name = any($5::text[]) or ($6 and e.name <> all($7::text[])))";

/** The oldest event of a person that did not come from Beckon itself, or null. Each of their ids is looked up in the index alone. */
export async function firstEventOf(q: Query, ids: readonly string[]): Promise<EventRow | null> {
  const { rows } = await q.query<EventRow>(
    `select ${EVENT} from unnest($1::int[], $2::uuid[]) as who (bucket, id)
     cross join lateral (
       select * from events e where e.bucket = who.bucket and e.profile_id = who.id and e.kind <> 'internal' order by e.at, e.id limit 1
     ) as e
     order by e.at, e.id limit 1`,
    [ids.map(bucketOf), ids],
  );
  return rows[0] ?? null;
}

/** The newest event with this name of a person, or null. */
export async function lastEventNamed(q: Query, ids: readonly string[], name: string): Promise<EventRow | null> {
  const [event] = await eventsOfPerson(q, ids, { names: [name], others: false, known: [] }, null, 1);
  return event ?? null;
}

/** One event of a workspace by its id. */
export async function eventById(q: Query, workspaceId: number, id: string): Promise<EventRow | null> {
  const { rows } = await q.query<EventRow>(`select ${EVENT} from events e where e.id = $2 and e.workspace_id = $1`, [workspaceId, id]);
  return rows[0] ?? null;
}

export interface DecisionFilter {
  readonly campaignId?: string | undefined;
  readonly outcomes?: readonly DecisionOutcome[] | undefined;
  readonly before: HistoryPlace | null;
  readonly limit: number;
}

/**
 * Lines of the decision log about a person, newest first. A decision's id begins with the instant that it was made (`Turn.deriveId`), so
 * which instants the page reaches back to is read from the index alone, and only its lines are fetched: the person may have ten thousand.
 */
export async function decisionsOfPerson(q: Query, ids: readonly string[], filter: DecisionFilter): Promise<DecisionRow[]> {
  const { rows } = await q.query<DecisionRow>(
    `select ${DECISION} from unnest($1::int[], $2::uuid[]) as who (bucket, id)
     cross join lateral (
       select coalesce((
         select walk.id from (
           select d.campaign_id, d.id from decisions d
           where d.bucket = who.bucket and d.profile_id = who.id and d.id < $9::uuid and ($3::uuid is null or d.campaign_id = $3)
           order by d.id desc
         ) as walk
         cross join lateral (
           select from decisions d
           where d.bucket = who.bucket and d.profile_id = who.id and d.campaign_id = walk.campaign_id and d.id = walk.id and ${OF_OUTCOME} limit 1
         ) as told
         offset $7 - 1 limit 1
       ), $11::uuid) as id
     ) as furthest
     join decisions d on d.bucket = who.bucket and d.profile_id = who.id and d.id between (left(furthest.id::text, 13) || '${AFTER_MOMENT}')::uuid and $10::uuid
     where ($3::uuid is null or d.campaign_id = $3) and ${OF_OUTCOME}
       and ($5::timestamptz is null or (d.at, ${RANK}, d.id) < ($5, $8::int, $6::uuid))
     order by d.at desc, ${RANK} desc, d.id desc limit $7`,
    [
      ids.map(bucketOf),
      ids,
      filter.campaignId ?? null,
      filter.outcomes ?? null,
      filter.before && formatInstant(filter.before.at),
      filter.before?.id ?? null,
      filter.limit,
      filter.before?.rank ?? 0,
      filter.before ? firstIdOf(filter.before.at) : LAST_ID,
      filter.before ? firstIdOf(filter.before.at + 1) : LAST_ID,
      firstIdOf(0),
    ],
  );
  return rows;
}

const OF_OUTCOME = "($4::text[] is null or d.outcome = any($4))";
/** What follows the 48 bits of an id's instant in the first id of that instant (RFC 9562, 5.7). */
const AFTER_MOMENT = "-0000-0000-000000000000";
const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

function firstIdOf(at: Instant): string {
  const moment = Math.floor(at).toString(16).padStart(12, "0");
  return `${moment.slice(0, 8)}-${moment.slice(8)}${AFTER_MOMENT}`;
}

/** Passages of one person (all ids that are them) through one campaign, newest first. */
export async function enrollmentsOfPerson(q: Query, ids: readonly string[], campaignId: string): Promise<Enrollment[]> {
  const { rows } = await q.query<{ body: Enrollment }>(
    `select e.body from unnest($1::int[], $2::uuid[]) as who (bucket, id)
     join enrollments e on e.bucket = who.bucket and e.profile_id = who.id
     where e.campaign_id = $3 order by e.entered_at desc, e.id desc limit 100`,
    [ids.map(bucketOf), ids, campaignId],
  );
  return rows.map((row) => row.body);
}

/** What campaigns are called: for lines that speak of them. */
export interface CampaignName {
  readonly id: string;
  readonly key: string;
  readonly name: string;
}

export async function campaignNames(q: Query, ids: readonly string[]): Promise<Map<string, CampaignName>> {
  if (ids.length === 0) return new Map();
  const { rows } = await q.query<CampaignName>(
    `select c.id, c.key, coalesce(v.document ->> 'name', c.draft ->> 'name', c.key) as name
     from campaigns c left join campaign_versions v on v.campaign_id = c.id and v.version = c.version where c.id = any($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Subjects of messages as they were rendered, by send. A message stays in the bucket of the profile it was sent to, also after a merge. */
export async function subjectsOf(q: Query, ids: readonly string[], sendIds: readonly string[]): Promise<Map<string, string>> {
  if (sendIds.length === 0) return new Map();
  const { rows } = await q.query<{ sendId: string; subject: string }>(
    `select send_id as "sendId", subject from messages where bucket = any($1::int[]) and send_id = any($2::uuid[])`,
    [[...new Set(ids.map(bucketOf))], sendIds],
  );
  return new Map(rows.map((row) => [row.sendId, row.subject]));
}
