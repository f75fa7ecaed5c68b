import { type Instant, instantOfWall, parseDay, type Reason, wallClock } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { readTallies, readTotals, type Tally, type Total } from "../store/campaignTallies.ts";
import type { Db } from "../store/db.ts";
import {
  countInside,
  type DecidedKind,
  type InsideCount,
  isSign,
  type PeoplePage,
  type PersonRow,
  peopleBySign,
  peopleConverted,
  peopleDecided,
  peopleInside,
  type Sign,
} from "../store/reports.ts";

export type Counts = { readonly [reason in Reason]?: number };

interface Revenue {
  readonly currency: string;
  /** Minor units. */
  readonly amount: number;
}

export interface Arm {
  /** Messages sent, or held back: one person may count several times. */
  readonly people: number;
  readonly converted: number;
  readonly revenue: readonly Revenue[];
}

/** Days of the workspace's calendar, both included, null for open; and one version, or null for all. */
export interface ReportPeriod {
  readonly from: string | null;
  readonly to: string | null;
  readonly version: number | null;
}

type SignCounts = { readonly [sign in Exclude<Sign, "machine_opened">]: number };

/** The figures of one day, or of the whole. */
interface Figures extends SignCounts {
  readonly triggered: number;
  readonly entered: number;
  readonly notEntered: Counts;
  readonly skipped: Counts;
  readonly sent: number;
  readonly wouldHaveBeenSent: number;
  readonly machineOpened: number;
  readonly failed: number;
  readonly unknown: number;
  readonly converted: number;
  readonly revenue: readonly Revenue[];
}

/** What became of a campaign, with the reasons of every no. */
export interface Report extends Figures {
  readonly timeZone: string;
  readonly to: Instant;
  /** Inside right now, whatever the period. */
  readonly waiting: number;
  readonly held: Counts;
  readonly sending: number;
  readonly arms: { readonly sent: Arm; readonly holdout: Arm };
  readonly daily: readonly {
    readonly date: string;
    readonly entered: number;
    readonly sent: number;
    readonly opened: number;
    readonly clicked: number;
    readonly converted: number;
  }[];
  readonly versions: readonly {
    readonly version: number;
    readonly entered: number;
    readonly sent: number;
    readonly opened: number;
    readonly clicked: number;
    readonly converted: number;
  }[];
}

/**
 * Everything that happened in a campaign in a period. Entries and refusals are of their own day; opens, clicks and goals of the
 * day of their message, so that a share is of the same messages.
 */
export async function reportCampaign(db: Db, clock: Clock, campaignId: string, period: ReportPeriod, timeZone: string): Promise<Report> {
  const tallies = await readTallies(db, [campaignId], period, true);
  const inside = (await countInside(db, [campaignId])).filter(({ version }) => period.version === null || version === period.version);
  return {
    ...figuresOf(tallies),
    timeZone,
    to: clock.now(),
    waiting: insideCount(inside, "waiting"),
    held: byReason(inside.filter(({ status }) => status === "held").map(({ holdReason, count }) => ({ reason: holdReason ?? "", count }))),
    sending: insideCount(inside, "sending"),
    arms: {
      sent: armOf(tallies, "sent", "converted"),
      holdout: armOf(tallies, "would_have_been_sent", "converted_holdout"),
    },
    daily: inOrder(
      groupBy(tallies, ({ day }) => day),
      (a, b) => (a < b ? -1 : 1),
    ).map(([date, those]) => ({ date, ...steps(those) })),
    versions: inOrder(
      groupBy(tallies, ({ version }) => version),
      (a, b) => b - a,
    ).map(([version, those]) => ({ version, ...steps(those) })),
  };
}

/** The figures of a list of campaigns, over all time. */
export async function countCampaigns(
  db: Db,
  campaignIds: readonly string[],
): Promise<Map<string, ReturnType<typeof steps> & { readonly waiting: number; readonly delivered: number }>> {
  if (campaignIds.length === 0) return new Map();
  const totals = groupBy(await readTotals(db, campaignIds), ({ campaignId }) => campaignId);
  const inside = groupBy(await countInside(db, campaignIds), ({ campaignId }) => campaignId);
  return new Map(
    campaignIds.map((id) => {
      const those = totals.get(id) ?? [];
      const here = inside.get(id) ?? [];
      return [id, { ...steps(those), delivered: total(those, "delivered"), waiting: insideCount(here, "waiting") + insideCount(here, "held") }];
    }),
  );
}

export function figuresOf(tallies: readonly Tally[]): Figures {
  const entered = total(tallies, "entered");
  const notEntered = byReason(tallies.filter(({ what }) => what === "not_entered"));
  const unmet = notEntered.trigger_not_met ?? 0;
  return {
    // An event that lacks what the trigger asks for has triggered nothing.
    triggered: entered + total(tallies, "restarted") + total(tallies, "not_entered") - unmet,
    entered,
    notEntered,
    skipped: byReason(tallies.filter(({ what }) => what === "skipped" || what === "exited")),
    sent: total(tallies, "sent"),
    wouldHaveBeenSent: total(tallies, "would_have_been_sent"),
    delivered: total(tallies, "delivered"),
    opened: total(tallies, "opened"),
    machineOpened: total(tallies, "machine_opened"),
    clicked: total(tallies, "clicked"),
    unsubscribed: total(tallies, "unsubscribed"),
    bounced: total(tallies, "bounced"),
    complained: total(tallies, "complained"),
    failed: total(tallies, "failed"),
    unknown: total(tallies, "unknown"),
    converted: total(tallies, "converted"),
    revenue: revenueOf(tallies, "converted"),
  };
}

function steps(tallies: readonly Counted[]) {
  const [entered, sent, opened, clicked, converted] = ["entered", "sent", "opened", "clicked", "converted"].map((what) => total(tallies, what)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { entered, sent, opened, clicked, converted };
}

type Counted = Pick<Total, "what" | "count">;

export function total(tallies: readonly Counted[], wanted: string): number {
  return tallies.reduce((sum, { what, count }) => (what === wanted ? sum + count : sum), 0);
}

export function insideCount(inside: readonly InsideCount[], wanted: InsideCount["status"]): number {
  return inside.reduce((sum, { status, count }) => (status === wanted ? sum + count : sum), 0);
}

export function byReason(lines: readonly { readonly reason: string; readonly count: number }[]): Counts {
  const counts: { [reason: string]: number } = {};
  for (const { reason, count } of lines) if (reason !== "") counts[reason] = (counts[reason] ?? 0) + count;
  return counts;
}

export function armOf(tallies: readonly Tally[], people: string, converted: string): Arm {
  return { people: total(tallies, people), converted: total(tallies, converted), revenue: revenueOf(tallies, converted) };
}

function revenueOf(tallies: readonly Tally[], wanted: string): Revenue[] {
  const byCurrency = groupBy(
    tallies.filter(({ what, currency }) => what === wanted && currency !== ""),
    ({ currency }) => currency,
  );
  return inOrder(byCurrency, (a, b) => (a < b ? -1 : 1)).map(([currency, those]) => ({ currency, amount: those.reduce((sum, { amount }) => sum + amount, 0) }));
}

export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

export function inOrder<K, V>(groups: ReadonlyMap<K, V>, order: (a: K, b: K) => number): [K, V][] {
  return [...groups].sort(([a], [b]) => order(a, b));
}

/** Outcomes of the log that stand behind a word of the report. */
const DECIDED: { readonly [word: string]: readonly string[] } = {
  triggered: ["entered", "restarted", "not_entered"],
  entered: ["entered"],
  not_entered: ["not_entered"],
  skipped: ["skipped", "exited"],
  sent: ["sent"],
  would_have_been_sent: ["would_have_been_sent"],
  failed: ["failed"],
  unknown: ["unknown"],
};

export type PeopleOutcome =
  | "triggered"
  | "entered"
  | "not_entered"
  | "waiting"
  | "held"
  | "sending"
  | "skipped"
  | "sent"
  | "would_have_been_sent"
  | "failed"
  | "unknown"
  | "converted"
  | "converted_holdout"
  | Sign;

/** Which people are looked for, beside the period. */
export interface PeopleQuestion extends ReportPeriod {
  readonly reason: string | null;
  readonly among: PeoplePage["among"];
  readonly before: PeoplePage["before"];
  readonly limit: number;
}

/** Who is behind a number of the report, newest first. */
export async function peopleOf(db: Db, campaignId: string, outcome: PeopleOutcome, question: PeopleQuestion, timeZone: string): Promise<PersonRow[]> {
  const page: PeoplePage = { ...question, ...instantsOf(question, timeZone) };
  if (isSign(outcome)) return (await hasCounted(db, campaignId, outcome, question)) ? peopleBySign(db, campaignId, outcome, page) : [];
  if (outcome === "converted" || outcome === "converted_holdout") return peopleConverted(db, campaignId, outcome === "converted_holdout", page);
  if (outcome === "waiting" || outcome === "held" || outcome === "sending") return peopleInside(db, campaignId, outcome, { ...page, from: null, until: null });
  return peopleDecided(db, campaignId, await kindsOf(db, campaignId, outcome, question), page);
}

/** Where no message of the period showed the sign, none need be looked through for it. */
async function hasCounted(db: Db, campaignId: string, sign: Sign, { from, to, version }: ReportPeriod): Promise<boolean> {
  return total(await readTallies(db, [campaignId], { from, to, version }, false), sign) > 0;
}

/** What there is of an outcome in the period, reason by reason: each is one stretch of the index. */
async function kindsOf(db: Db, campaignId: string, outcome: PeopleOutcome, { reason, ...period }: PeopleQuestion): Promise<DecidedKind[]> {
  const outcomes = DECIDED[outcome] ?? [];
  const kinds = (await readTallies(db, [campaignId], period, false)).filter(
    (tally) =>
      outcomes.includes(tally.what) && (reason === null || tally.reason === reason) && !(outcome === "triggered" && tally.reason === "trigger_not_met"),
  );
  return [...new Map(kinds.map(({ what, reason: why }) => [`${what} ${why}`, { what, reason: why }])).values()];
}

export function instantsOf({ from, to }: ReportPeriod, timeZone: string): Pick<PeoplePage, "from" | "until"> {
  const beginOf = (day: number | null) => (day === null ? null : instantOfWall(timeZone, wallClock(day, 0)));
  const last = to === null ? null : parseDay(to);
  return { from: beginOf(from === null ? null : parseDay(from)), until: beginOf(last === null ? null : last + 1) };
}
