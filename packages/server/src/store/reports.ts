import { type DecisionOutcome, formatInstant, type Instant, type JsonObject, type Reason } from "@beckon/core";
import type { Query } from "./db.ts";

export interface ReasonCount {
  readonly outcome: DecisionOutcome;
  readonly reason: Reason | null;
  readonly count: number;
}

/** Lines of a campaign's decision log since `from`, by outcome and reason. */
export async function countDecisions(q: Query, campaignId: string, from: Instant | null): Promise<ReasonCount[]> {
  const { rows } = await q.query<ReasonCount>(
    `select outcome, reason, count(*) as count from decisions
     where campaign_id = $1 and ($2::timestamptz is null or at >= $2) group by outcome, reason`,
    [campaignId, from && formatInstant(from)],
  );
  return rows;
}

export interface PassageCount {
  readonly status: "waiting" | "held" | "sending" | "ended";
  readonly holdReason: Reason | null;
  readonly endReason: Reason | null;
  readonly holdout: boolean;
  readonly count: number;
  readonly converted: number;
}

/** Passages through a campaign that began since `from`, by where they stand. */
export async function countPassages(q: Query, campaignId: string, from: Instant | null): Promise<PassageCount[]> {
  const { rows } = await q.query<PassageCount>(
    `select status, body -> 'hold' ->> 'reason' as "holdReason", end_reason as "endReason", (body ->> 'holdout')::bool as holdout,
       count(*) as count, count(converted_at) as converted
     from enrollments where campaign_id = $1 and ($2::timestamptz is null or entered_at >= $2) group by 1, 2, 3, 4`,
    [campaignId, from && formatInstant(from)],
  );
  return rows;
}

export interface RevenueSum {
  readonly holdout: boolean;
  readonly currency: string;
  /** Minor units. */
  readonly amount: number;
}

export async function sumRevenue(q: Query, campaignId: string, from: Instant | null): Promise<RevenueSum[]> {
  const { rows } = await q.query<RevenueSum>(
    `select (body ->> 'holdout')::bool as holdout, body -> 'revenue' ->> 'currency' as currency, sum((body -> 'revenue' ->> 'amount')::numeric)::bigint as amount
     from enrollments
     where campaign_id = $1 and converted_at is not null and jsonb_typeof(body -> 'revenue') = 'object' and ($2::timestamptz is null or entered_at >= $2)
     group by 1, 2 order by 2`,
    [campaignId, from && formatInstant(from)],
  );
  return rows;
}

export interface SendFigures {
  readonly sent: number;
  readonly delivered: number;
  readonly opened: number;
  readonly clicked: number;
  readonly unsubscribed: number;
  readonly bounced: number;
  readonly complained: number;
  readonly failed: number;
  readonly unknown: number;
  readonly wouldHaveBeenSent: number;
}

export async function countSends(q: Query, campaignId: string, from: Instant | null): Promise<SendFigures> {
  const { rows } = await q.query<SendFigures>(
    `select count(*) filter (where state = 'sent') as sent, count(delivered_at) as delivered,
       count(*) filter (where opened_at is not null or clicked_at is not null) as opened, count(clicked_at) as clicked,
       count(unsubscribed_at) as unsubscribed, count(bounced_at) as bounced, count(complained_at) as complained,
       count(*) filter (where state = 'failed') as failed, count(*) filter (where state = 'unknown') as unknown,
       count(*) filter (where state = 'would_have_been_sent') as "wouldHaveBeenSent"
     from sends where campaign_id = $1 and ($2::timestamptz is null or created_at >= $2)`,
    [campaignId, from && formatInstant(from)],
  );
  const none = { sent: 0, delivered: 0, opened: 0, clicked: 0, unsubscribed: 0, bounced: 0, complained: 0, failed: 0, unknown: 0, wouldHaveBeenSent: 0 };
  return rows[0] ?? none;
}

export interface DayFigures {
  /** `2026-11-22` in the zone asked for. */
  readonly date: string;
  readonly entered: number;
  readonly sent: number;
  readonly opened: number;
  readonly clicked: number;
}

/** Figures per day in `timeZone` since `from`; each send counts on the day of its own happening. Days without any are left out. */
export async function dailyFigures(q: Query, campaignId: string, from: Instant, timeZone: string): Promise<DayFigures[]> {
  const { rows } = await q.query<DayFigures>(
    `select to_char(at at time zone $3, 'YYYY-MM-DD') as date,
       count(*) filter (where what = 'entered') as entered, count(*) filter (where what = 'sent') as sent,
       count(*) filter (where what = 'opened') as opened, count(*) filter (where what = 'clicked') as clicked
     from (
       select 'entered' as what, entered_at as at from enrollments where campaign_id = $1 and entered_at >= $2
       union all select 'sent', sent_at from sends where campaign_id = $1 and state = 'sent' and sent_at >= $2
       union all select 'opened', least(opened_at, clicked_at) from sends where campaign_id = $1 and least(opened_at, clicked_at) >= $2
       union all select 'clicked', clicked_at from sends where campaign_id = $1 and clicked_at >= $2
     ) as happened group by 1 order by 1`,
    [campaignId, formatInstant(from), timeZone],
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
  readonly reason?: string | undefined;
  readonly before: { readonly at: Instant; readonly id: string } | null;
  readonly limit: number;
}

function placeOf(page: PeoplePage): [string | null, string | null] {
  return [page.before && formatInstant(page.before.at), page.before?.id ?? null];
}

/** Those for whom the trigger came and who did not enter, newest first. */
export async function peopleNotEntered(q: Query, campaignId: string, page: PeoplePage): Promise<PersonRow[]> {
  const { rows } = await q.query<PersonRow>(
    `select id, profile_id as "profileId", enrollment_id as "enrollmentId", null as "sendId", at, null as "dueAt", reason, facts
     from decisions where campaign_id = $1 and outcome = 'not_entered' and ($2::text is null or reason = $2)
       and ($3::timestamptz is null or (at, id) < ($3, $4::uuid))
     order by at desc, id desc limit $5`,
    [campaignId, page.reason ?? null, ...placeOf(page), page.limit],
  );
  return rows;
}

/** Passages in one of the statuses (`converted` and `skipped` are ended ones), newest entry first. */
export async function peopleInPassage(
  q: Query,
  campaignId: string,
  where: "waiting" | "held" | "sending" | "skipped" | "converted",
  page: PeoplePage,
): Promise<PersonRow[]> {
  const { rows } = await q.query<PersonRow>(
    `select id, profile_id as "profileId", id as "enrollmentId", body ->> 'sendId' as "sendId", entered_at as at, due_at as "dueAt",
       coalesce(end_reason, body -> 'hold' ->> 'reason') as reason, coalesce(nullif(body -> 'hold' -> 'facts', 'null'), '{}') as facts
     from enrollments
     where campaign_id = $1
       and case $2
         when 'converted' then converted_at is not null
         when 'skipped' then status = 'ended' and end_reason not in ('sent', 'holdout', 'failed', 'unknown')
         else status = $2 end
       and ($3::text is null or coalesce(end_reason, body -> 'hold' ->> 'reason') = $3)
       and ($4::timestamptz is null or (entered_at, id) < ($4, $5::uuid))
     order by entered_at desc, id desc limit $6`,
    [campaignId, where, page.reason ?? null, ...placeOf(page), page.limit],
  );
  return rows;
}

/** Sends in a state, or with a sign of life, newest first. */
export async function peopleBySend(
  q: Query,
  campaignId: string,
  where: "sent" | "would_have_been_sent" | "failed" | "unknown" | "opened" | "clicked",
  page: PeoplePage,
): Promise<PersonRow[]> {
  const { rows } = await q.query<PersonRow>(
    `select id, profile_id as "profileId", enrollment_id as "enrollmentId", id as "sendId", created_at as at, null as "dueAt", reason, coalesce(facts, '{}') as facts
     from sends
     where campaign_id = $1
       and case $2 when 'opened' then opened_at is not null or clicked_at is not null when 'clicked' then clicked_at is not null else state = $2 end
       and ($3::text is null or reason = $3)
       and ($4::timestamptz is null or (created_at, id) < ($4, $5::uuid))
     order by created_at desc, id desc limit $6`,
    [campaignId, where, page.reason ?? null, ...placeOf(page), page.limit],
  );
  return rows;
}
