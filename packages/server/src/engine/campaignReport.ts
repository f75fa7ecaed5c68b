import { DAY, type Instant, type Reason } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import {
  countDecisions,
  countPassages,
  countSends,
  type DayFigures,
  dailyFigures,
  type PassageCount,
  type PeoplePage,
  type PersonRow,
  peopleBySend,
  peopleInPassage,
  peopleNotEntered,
  type ReasonCount,
  type RevenueSum,
  type SendFigures,
  sumRevenue,
} from "../store/reports.ts";

type Counts = { readonly [reason in Reason]?: number };

interface Revenue {
  readonly currency: string;
  /** Minor units. */
  readonly amount: number;
}

interface Arm {
  readonly people: number;
  readonly converted: number;
  readonly revenue: readonly Revenue[];
}

/** What became of a campaign, with the reasons of every no. */
export interface Report extends SendFigures {
  readonly from: Instant | null;
  readonly to: Instant;
  readonly triggered: number;
  readonly entered: number;
  readonly notEntered: Counts;
  readonly waiting: number;
  readonly held: Counts;
  readonly sending: number;
  readonly skipped: Counts;
  readonly converted: number;
  readonly revenue: readonly Revenue[];
  readonly arms: { readonly sent: Arm; readonly holdout: Arm };
  readonly daily: readonly DayFigures[];
}

/** The chart goes back no further than this where no beginning is asked for. */
const DAILY_DAYS = 30;

/** Ends of a passage that are no refusal: the message went, or its fate is counted by the send. */
const NOT_SKIPPED: ReadonlySet<string> = new Set(["sent", "holdout", "failed", "unknown"]);

/**
 * Counts everything that happened in a campaign since `from` (null: ever). Figures of passages and sends are of those that began since then.
 * @param timeZone whose days the daily figures are of
 */
export async function reportCampaign(db: Db, clock: Clock, campaignId: string, from: Instant | null, timeZone: string): Promise<Report> {
  const now = clock.now();
  const decisions = await countDecisions(db, campaignId, from);
  const passages = await countPassages(db, campaignId, from);
  const revenue = await sumRevenue(db, campaignId, from);
  const entered = total(decisions, "entered");
  const notEntered = byReason(decisions.filter((line) => line.outcome === "not_entered"));
  return {
    ...(await countSends(db, campaignId, from)),
    from,
    to: now,
    entered,
    triggered: entered + total(decisions, "restarted") + total(decisions, "not_entered"),
    notEntered,
    waiting: count(passages, (passage) => passage.status === "waiting"),
    held: passageReasons(
      passages.filter((passage) => passage.status === "held"),
      (passage) => passage.holdReason,
    ),
    sending: count(passages, (passage) => passage.status === "sending"),
    skipped: passageReasons(
      passages.filter((passage) => passage.status === "ended" && !NOT_SKIPPED.has(passage.endReason ?? "")),
      (passage) => passage.endReason,
    ),
    converted: passages.reduce((sum, passage) => sum + passage.converted, 0),
    revenue: revenueOf(revenue),
    arms: {
      sent: armOf(
        passages.filter((passage) => passage.endReason === "sent"),
        revenue.filter((sum) => !sum.holdout),
      ),
      holdout: armOf(
        passages.filter((passage) => passage.endReason === "holdout"),
        revenue.filter((sum) => sum.holdout),
      ),
    },
    daily: await dailyFigures(db, campaignId, from ?? now - DAILY_DAYS * DAY, timeZone),
  };
}

function total(lines: readonly ReasonCount[], outcome: ReasonCount["outcome"]): number {
  return lines.filter((line) => line.outcome === outcome).reduce((sum, line) => sum + line.count, 0);
}

function byReason(lines: readonly ReasonCount[]): Counts {
  const counts: { [reason: string]: number } = {};
  for (const { reason, count } of lines) if (reason !== null) counts[reason] = (counts[reason] ?? 0) + count;
  return counts;
}

function passageReasons(passages: readonly PassageCount[], reasonOf: (passage: PassageCount) => Reason | null): Counts {
  const counts: { [reason: string]: number } = {};
  for (const passage of passages) {
    const reason = reasonOf(passage);
    if (reason !== null) counts[reason] = (counts[reason] ?? 0) + passage.count;
  }
  return counts;
}

function count(passages: readonly PassageCount[], which: (passage: PassageCount) => boolean): number {
  return passages.filter(which).reduce((sum, passage) => sum + passage.count, 0);
}

function armOf(passages: readonly PassageCount[], revenue: readonly RevenueSum[]): Arm {
  return { people: count(passages, () => true), converted: passages.reduce((sum, passage) => sum + passage.converted, 0), revenue: revenueOf(revenue) };
}

/** Sums per currency, both arms together where both are given. */
function revenueOf(sums: readonly RevenueSum[]): Revenue[] {
  const byCurrency = new Map<string, number>();
  for (const { currency, amount } of sums) byCurrency.set(currency, (byCurrency.get(currency) ?? 0) + amount);
  return [...byCurrency].map(([currency, amount]) => ({ currency, amount }));
}

export type PeopleOutcome =
  | "not_entered"
  | "waiting"
  | "held"
  | "sending"
  | "skipped"
  | "sent"
  | "would_have_been_sent"
  | "failed"
  | "unknown"
  | "opened"
  | "clicked"
  | "converted";

/** Who is where in a campaign, newest first. */
export function peopleOf(db: Db, campaignId: string, outcome: PeopleOutcome, page: PeoplePage): Promise<PersonRow[]> {
  switch (outcome) {
    case "not_entered":
      return peopleNotEntered(db, campaignId, page);
    case "waiting":
    case "held":
    case "sending":
    case "skipped":
    case "converted":
      return peopleInPassage(db, campaignId, outcome, page);
    default:
      return peopleBySend(db, campaignId, outcome, page);
  }
}
