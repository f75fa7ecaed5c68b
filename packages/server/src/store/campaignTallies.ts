import { bucketOf, type Decision, type DecisionOutcome, deriveId, type Enrollment, formatDay, type Instant, localDay } from "@beckon/core";
import { plainColumn, textColumn } from "./columns.ts";
import type { Query } from "./db.ts";
import type { MessageSign } from "./sends.ts";

/** Outcomes of the decision log that a report counts. The others are steps on the way. */
const COUNTED: ReadonlySet<DecisionOutcome> = new Set([
  "entered",
  "not_entered",
  "restarted",
  "skipped",
  "exited",
  "sent",
  "would_have_been_sent",
  "failed",
  "unknown",
] satisfies DecisionOutcome[]);

/** So many of a kind more on one day of one version. */
export interface Tally {
  readonly campaignId: string;
  /** `2026-11-22`, a day of the workspace's calendar. */
  readonly day: string;
  readonly version: number;
  /** An outcome of the decision log, `completed` for who came to the end of a journey, `converted` or `converted_holdout`, or a sign of life of the message. */
  readonly what: string;
  readonly reason: string;
  readonly currency: string;
  count: number;
  /** Minor units. */
  amount: number;
}

/** What a batch has to count. */
export interface ToTally {
  readonly decisions: readonly { readonly workspaceId: number; readonly decision: Decision }[];
  readonly enrollments: readonly { readonly workspaceId: number; readonly enrollment: Enrollment }[];
  readonly signs: readonly MessageSign[];
}

/** Adds up a batch. A conversion and a sign of life count on the day of their message, so that shares are of the same messages. */
export function tally({ decisions, enrollments, signs }: ToTally, zoneOf: (workspaceId: number) => string): Tally[] {
  const tallies = new Map<string, Tally>();
  const add = (workspaceId: number, at: Instant, campaignId: string, version: number, what: string, more: Partial<Tally> = {}) => {
    const one = { campaignId, day: formatDay(localDay(zoneOf(workspaceId), at)), version, what, reason: "", currency: "", count: 1, amount: 0, ...more };
    const key = [one.campaignId, one.day, one.version, one.what, one.reason, one.currency].join("\n");
    const known = tallies.get(key);
    if (!known) tallies.set(key, one);
    else {
      known.count += 1;
      known.amount += one.amount;
    }
  };
  const passages = new Map(enrollments.map(({ enrollment }) => [enrollment.id, enrollment]));
  for (const { workspaceId, decision } of decisions) {
    const { at, campaignId, version, outcome, reason } = decision;
    if (outcome === "exited" && reason === "completed") add(workspaceId, at, campaignId, version, "completed");
    else if (COUNTED.has(outcome)) add(workspaceId, at, campaignId, version, outcome, { reason: reason ?? "" });
    if (outcome === "stepped") add(workspaceId, at, campaignId, version, outcome, { reason: wayKey(decision.facts) });
    const passage = outcome === "converted" && decision.enrollmentId !== null ? passages.get(decision.enrollmentId) : undefined;
    if (!passage) continue;
    const revenue = passage.revenue ?? { currency: "", amount: 0 };
    add(workspaceId, passage.sentAt ?? at, campaignId, version, passage.holdout ? "converted_holdout" : "converted", revenue);
  }
  for (const { workspaceId, sentAt, campaignId, version, what } of signs) add(workspaceId, sentAt, campaignId, version, what);
  return [...tallies.values()];
}

/** What is counted of those who left a step of a journey, in the place of a reason: `welcome next`. */
function wayKey({ step, way }: Decision["facts"]): string {
  return `${step} ${way}`;
}

/** The step and the way of such a count. */
export function wayOf(reason: string): { readonly step: string; readonly way: string } {
  const [step = "", way = ""] = reason.split(" ");
  return { step, way };
}

/** Leaves a slip for each tally, in the transaction of what it counts and in one of its buckets, so that no two batches wait for one row. `of`: something of the batch that no other has. */
export async function insertTallySlips(
  q: Query,
  tallies: readonly Tally[],
  of: { readonly id: string; readonly profileId: string },
  now: Instant,
): Promise<void> {
  if (tallies.length === 0) return;
  await q.query(
    INSERT,
    [
      bucketOf(of.profileId),
      plainColumn(tallies.map((_, place) => deriveId(now, "tally", of.id, String(place)))),
      plainColumn(tallies.map((one) => one.campaignId)),
      plainColumn(tallies.map((one) => one.day)),
      plainColumn(tallies.map((one) => one.version)),
      plainColumn(tallies.map((one) => one.what)),
      textColumn(tallies.map((one) => one.reason)),
      textColumn(tallies.map((one) => one.currency)),
      plainColumn(tallies.map((one) => one.count)),
      plainColumn(tallies.map((one) => one.amount)),
    ],
    "insert_tally_slips",
  );
}

const INSERT = `
  insert into campaign_tally_slips (bucket, id, campaign_id, day, version, what, reason, currency, count, amount)
  select $1, id, campaign_id, day, version, what, reason, currency, count, amount
  from unnest($2::uuid[], $3::uuid[], $4::date[], $5::int[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::bigint[])
    as u (id, campaign_id, day, version, what, reason, currency, count, amount)`;

/**
 * Adds slips up into the tallies. Whoever else does so at the same moment takes other slips; rows are written in the order
 * of their key, so that two never wait in a circle.
 * @returns how many slips were added up
 */
export async function addUpTallySlips(q: Query, limit: number): Promise<number> {
  const { rows } = await q.query<{ taken: number }>(
    `with picked as materialized (
       select bucket, id from campaign_tally_slips order by bucket, id limit $1 for update skip locked
     ), taken as (
       delete from campaign_tally_slips s using picked where s.bucket = picked.bucket and s.id = picked.id
       returning s.campaign_id, s.day, s.version, s.what, s.reason, s.currency, s.count, s.amount
     ), added as (
       insert into campaign_tallies as t (campaign_id, day, version, what, reason, currency, count, amount)
       select campaign_id, day, version, what, reason, currency, sum(count), sum(amount) from taken
       group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6
       on conflict (campaign_id, day, version, what, reason, currency) do update set count = t.count + excluded.count, amount = t.amount + excluded.amount
       returning 1
     ), totalled as (
       insert into campaign_totals as t (campaign_id, what, count)
       select campaign_id, what, sum(count) from taken group by 1, 2 order by 1, 2
       on conflict (campaign_id, what) do update set count = t.count + excluded.count
       returning 1
     )
     select count(*)::int as taken from taken`,
    [limit],
    "add_up_tally_slips",
  );
  return rows[0]?.taken ?? 0;
}

export interface TallyFilter {
  /** First and last day, both included; null for open. */
  readonly from: string | null;
  readonly to: string | null;
  readonly version: number | null;
}

/** So many of a kind in all of a campaign's life. */
export type Total = Pick<Tally, "campaignId" | "what" | "count">;

/** What campaigns counted over all time: a handful of rows each, however many days and reasons there are. In one statement, as `readTallies`. */
export async function readTotals(q: Query, campaignIds: readonly string[]): Promise<readonly Total[]> {
  const { rows } = await q.query<Total>(
    `select campaign_id as "campaignId", what, sum(count)::float8 as count
     from (
       select campaign_id, what, count from campaign_totals where campaign_id = any($1::uuid[])
       union all
       select campaign_id, what, count from campaign_tally_slips where campaign_id = any($1::uuid[])
     ) as totals
     group by 1, 2`,
    [campaignIds],
  );
  return rows;
}

/** The tallies of campaigns in a period, per day where asked for. One statement, so slips that are being added up count once. */
export async function readTallies(q: Query, campaignIds: readonly string[], { from, to, version }: TallyFilter, perDay: boolean): Promise<readonly Tally[]> {
  const day = perDay ? "to_char(day, 'YYYY-MM-DD')" : "''";
  const { rows } = await q.query<Tally>(
    `select campaign_id as "campaignId", ${day} as day, version, what, reason, currency, sum(count)::float8 as count, sum(amount)::float8 as amount
     from (
       select campaign_id, day, version, what, reason, currency, count, amount from campaign_tallies where campaign_id = any($1::uuid[])
       union all
       select campaign_id, day, version, what, reason, currency, count, amount from campaign_tally_slips where campaign_id = any($1::uuid[])
     ) as tallies
     where ($2::date is null or day >= $2) and ($3::date is null or day <= $3) and ($4::int is null or version = $4)
     group by 1, 2, 3, 4, 5, 6`,
    [campaignIds, from, to, version],
  );
  return rows;
}
