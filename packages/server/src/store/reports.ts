import { bucketOf, formatInstant, type Instant, type JsonObject, type Reason } from "@beckon/core";
import type { Query } from "./db.ts";
import type { Sought } from "./profileSearch.ts";

/** Passages of a campaign that are under way right now, by where they stand. */
export interface InsideCount {
  readonly status: "waiting" | "held" | "sending";
  readonly version: number;
  readonly holdReason: Reason | null;
  readonly count: number;
}

export async function countInside(q: Query, campaignIds: readonly string[]): Promise<(InsideCount & { readonly campaignId: string })[]> {
  const { rows } = await q.query<InsideCount & { campaignId: string }>(
    `select campaign_id as "campaignId", status, version, case when status = 'held' then body -> 'hold' ->> 'reason' end as "holdReason", count(*)::int as count
     from enrollments where status <> 'ended' and campaign_id = any($1::uuid[]) group by 1, 2, 3, 4`,
    [campaignIds],
  );
  return rows;
}

/** One person in one place of a campaign. */
export interface PersonRow {
  /** Of the passage, the send or the line of the log: what pages go by. */
  readonly id: string;
  readonly profileId: string;
  readonly enrollmentId: string | null;
  readonly sendId: string | null;
  readonly at: Instant;
  readonly dueAt: Instant | null;
  readonly reason: Reason | null;
  readonly facts: JsonObject;
}

export interface PeoplePage {
  readonly reason: string | null;
  readonly version: number | null;
  /** The period: from the first instant to before the second; null for open. */
  readonly from: Instant | null;
  readonly until: Instant | null;
  /** Only these people; null for all. */
  readonly among: Sought | null;
  readonly before: { readonly at: Instant; readonly id: string } | null;
  readonly limit: number;
}

/** What every list is narrowed by: $1 campaign, $2 version, $3 and $4 people, $5 limit. */
function common(campaignId: string, { version, among, limit }: PeoplePage): unknown[] {
  if (among === null) return [campaignId, version, null, null, limit];
  if ("ids" in among) return [campaignId, version, among.ids.map(bucketOf), among.ids, limit];
  return [campaignId, version, null, [among.words, ...among.beginnings], limit];
}

function narrowed(alias: string, { among }: PeoplePage): string {
  return `${alias}.campaign_id = $1 and ($2::int is null or ${alias}.version = $2) and ${amongSql(alias, among)}`;
}

/** Few are looked up by who they are. Of many most lists are soon full: each row is asked whether it is one of them. */
function amongSql(alias: string, among: Sought | null): string {
  if (among === null) return "$3::int[] is null and $4::text[] is null";
  if ("ids" in among) return `(${alias}.bucket, ${alias}.profile_id) in (select who.bucket, who.id from unnest($3::int[], $4::uuid[]) as who (bucket, id))`;
  return `$3::int[] is null and (
         (select true from profile_words w where w.bucket = ${alias}.bucket and w.profile_id = ${alias}.profile_id and w.words @@ ($4::text[])[1]::tsquery limit 1) is true
         or (select true from identities i where i.profile_id = ${alias}.profile_id and (i.value like ($4::text[])[2] or i.value like ($4::text[])[3]) limit 1) is true)`;
}

/** $6 and $7 the period, $8 and $9 where the page begins. */
function placeOf({ from, until, before }: PeoplePage): (string | null)[] {
  const instant = (at: Instant | null) => (at === null ? null : formatInstant(at));
  return [instant(from), instant(until), instant(before?.at ?? null), before?.id ?? null];
}

function placed(alias: string, at: string, periodOf: string): string {
  return `($6::timestamptz is null or ${periodOf} >= $6) and ($7::timestamptz is null or ${periodOf} < $7)
       and ($9::uuid is null or (${at}, ${alias}.id) < ($8::timestamptz, $9))`;
}

/** An outcome of the log with one reason; empty for none. */
export interface DecidedKind {
  readonly what: string;
  readonly reason: string;
}

/** Lines of the decision log of these kinds, newest first, with the message of their passage. */
export function peopleDecided(q: Query, campaignId: string, kinds: readonly DecidedKind[], page: PeoplePage): Promise<PersonRow[]> {
  const wanted = kinds.map(({ what, reason }) => [what, reason] as const);
  return linesOf(q, campaignId, "d.outcome = wanted.one and coalesce(d.reason, '') = wanted.other", wanted, page);
}

/** Who left a step of a journey by one of these ways, newest first. */
export function peopleStepped(q: Query, journeyId: string, step: string, ways: readonly string[], page: PeoplePage): Promise<PersonRow[]> {
  const wanted = ways.map((way) => [step, way] as const);
  return linesOf(q, journeyId, "d.outcome = 'stepped' and d.facts ->> 'step' = wanted.one and d.facts ->> 'way' = wanted.other", wanted, page);
}

/** Each pair is one stretch of an index; their ids are in the order of time. */
async function linesOf(q: Query, campaignId: string, meets: string, wanted: readonly (readonly [string, string])[], page: PeoplePage): Promise<PersonRow[]> {
  const { rows } = await q.query<PersonRow>(
    `select line.id, line.profile_id as "profileId", line.enrollment_id as "enrollmentId", e.body ->> 'sendId' as "sendId", line.at, null as "dueAt", line.reason, line.facts
     from (
       select found.*
       from unnest($9::text[], $10::text[]) as wanted (one, other)
       cross join lateral (
         select d.bucket, d.id, d.profile_id, d.enrollment_id, d.at, d.reason, d.facts
         from decisions d
         where ${narrowed("d", page)} and ${meets}
           and ($6::uuid is null or d.id >= $6) and ($7::uuid is null or d.id < $7) and ($8::uuid is null or d.id < $8)
         order by d.id desc limit $5
       ) as found
       order by found.id desc limit $5
     ) as line
     left join enrollments e on e.bucket = line.bucket and e.id = line.enrollment_id
     order by line.id desc`,
    [
      ...common(campaignId, page),
      page.from === null ? null : firstIdAt(page.from),
      page.until === null ? null : firstIdAt(page.until),
      page.before?.id ?? null,
      wanted.map(([one]) => one),
      wanted.map(([, other]) => other),
    ],
  );
  return rows;
}

/** No UUIDv7 of that instant or later is smaller. */
export function firstIdAt(at: Instant): string {
  const time = Math.max(0, Math.floor(at)).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}

/** People who stand at the steps of a journey right now, by how. */
export async function countAtSteps(
  q: Query,
  journeyId: string,
  version: number | null,
): Promise<{ readonly step: string; readonly status: InsideCount["status"]; readonly count: number }[]> {
  const { rows } = await q.query<{ step: string; status: InsideCount["status"]; count: number }>(
    `select step, status, count(*)::int as count from enrollments
     where campaign_id = $1 and step is not null and status <> 'ended' and ($2::int is null or version = $2) group by 1, 2`,
    [journeyId, version],
  );
  return rows;
}

/** Where somebody is in a journey, beside the rest. */
export interface StandingRow extends PersonRow {
  readonly step: string | null;
  readonly since: Instant | null;
}

/** Passages that are under way, newest entry first; of a journey also those at one step. */
export async function peopleInside(
  q: Query,
  campaignId: string,
  status: InsideCount["status"] | null,
  page: PeoplePage,
  step: string | null = null,
): Promise<StandingRow[]> {
  const { rows } = await q.query<StandingRow>(
    `select e.id, e.profile_id as "profileId", e.id as "enrollmentId", e.body ->> 'sendId' as "sendId", e.entered_at as at, e.due_at as "dueAt",
       e.body -> 'hold' ->> 'reason' as reason, coalesce(nullif(e.body -> 'hold' -> 'facts', 'null'), '{}') as facts,
       e.step, (e.body -> 'walk' ->> 'since')::float8 as since
     from enrollments e
     where ${narrowed("e", page)} and e.status <> 'ended' and ($10::text is null or e.status = $10) and ($12::text is null or e.step = $12) and ($11::text is null or e.body -> 'hold' ->> 'reason' = $11)
       and ${placed("e", "e.entered_at", "e.entered_at")}
     order by e.entered_at desc, e.id desc limit $5`,
    [...common(campaignId, page), ...placeOf(page), status, page.reason, step],
  );
  return rows;
}

/** Passages whose goal was reached, in a period of their messages; newest conversion first. */
export async function peopleConverted(q: Query, campaignId: string, holdout: boolean, page: PeoplePage): Promise<PersonRow[]> {
  const { rows } = await q.query<PersonRow>(
    `select e.id, e.profile_id as "profileId", e.id as "enrollmentId", e.body ->> 'sendId' as "sendId", e.converted_at as at, null as "dueAt",
       null as reason, jsonb_strip_nulls(jsonb_build_object('revenue', e.body -> 'revenue')) as facts
     from enrollments e
     where ${narrowed("e", page)} and e.converted_at is not null and (e.body ->> 'holdout')::bool = $10
       and ${placed("e", "e.converted_at", "to_timestamp((e.body ->> 'sentAt')::float8 / 1000)")}
     order by e.converted_at desc, e.id desc limit $5`,
    [...common(campaignId, page), ...placeOf(page), holdout],
  );
  return rows;
}

const SIGNS = {
  delivered: "s.delivered_at is not null",
  opened: "(s.opened_at is not null or s.clicked_at is not null)",
  machine_opened: "s.machine_opened_at is not null",
  clicked: "s.clicked_at is not null",
  // The second half names the partial index of what is rare.
  unsubscribed: "s.unsubscribed_at is not null and (s.unsubscribed_at is not null or s.bounced_at is not null or s.complained_at is not null)",
  bounced: "s.bounced_at is not null and (s.unsubscribed_at is not null or s.bounced_at is not null or s.complained_at is not null)",
  complained: "s.complained_at is not null and (s.unsubscribed_at is not null or s.bounced_at is not null or s.complained_at is not null)",
} as const;

export type Sign = keyof typeof SIGNS;

export function isSign(word: string): word is Sign {
  return Object.hasOwn(SIGNS, word);
}

/** Messages that showed a sign of life, the last sent first. */
export async function peopleBySign(q: Query, campaignId: string, sign: Sign, page: PeoplePage): Promise<PersonRow[]> {
  const { rows } = await q.query<PersonRow>(
    `select s.id, s.profile_id as "profileId", s.enrollment_id as "enrollmentId", s.id as "sendId", s.sent_at as at, null as "dueAt", s.reason, coalesce(s.facts, '{}') as facts
     from sends s
     where ${narrowed("s", page)} and s.sent_at is not null and ${SIGNS[sign]} and ${placed("s", "s.sent_at", "s.sent_at")}
     order by s.sent_at desc, s.id desc limit $5`,
    [...common(campaignId, page), ...placeOf(page)],
  );
  return rows;
}
