import { type Instant, type JourneyDocument, type StepNode, stepKindOf, stepTitle } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { type JourneyRow, listVersions, messageRowsOf } from "../store/campaigns.ts";
import { readTallies, readTotals, type Tally, wayOf } from "../store/campaignTallies.ts";
import type { Db } from "../store/db.ts";
import { countAtSteps, countInside, type PeoplePage, type PersonRow, peopleConverted, peopleDecided, peopleInside, peopleStepped } from "../store/reports.ts";
import {
  type Arm,
  armOf,
  byReason,
  type Counts,
  figuresOf,
  groupBy,
  inOrder,
  insideCount,
  instantsOf,
  type PeopleQuestion,
  peopleOf,
  type ReportPeriod,
  total,
} from "./campaignReport.ts";

interface WayCount {
  readonly way: string;
  readonly label: string;
  readonly to: string | null;
  readonly count: number;
}

interface MessageCounts {
  readonly campaignId: string;
  readonly entered: number;
  readonly waiting: number;
  readonly skipped: number;
  readonly sent: number;
  readonly wouldHaveBeenSent: number;
  readonly failed: number;
  readonly unknown: number;
  readonly delivered: number;
  readonly opened: number;
  readonly clicked: number;
  readonly unsubscribed: number;
  readonly converted: number;
}

interface StepCounts {
  readonly step: string;
  readonly title: string;
  readonly kind: string;
  readonly gone: boolean;
  readonly waiting: number;
  readonly held: number;
  readonly passed: number;
  readonly ways: readonly WayCount[];
  readonly message: MessageCounts | null;
}

/** What became of a journey, as a whole and step by step. */
export interface JourneyReportView {
  readonly timeZone: string;
  readonly to: Instant;
  readonly triggered: number;
  readonly entered: number;
  readonly notEntered: Counts;
  readonly inside: number;
  readonly held: Counts;
  readonly completed: number;
  readonly left: Counts;
  readonly sent: number;
  readonly converted: number;
  readonly arms: { readonly sent: Arm; readonly holdout: Arm };
  readonly daily: readonly {
    readonly date: string;
    readonly entered: number;
    readonly completed: number;
    readonly left: number;
    readonly sent: number;
    readonly converted: number;
  }[];
  readonly steps: readonly StepCounts[];
}

export async function reportJourney(db: Db, clock: Clock, journey: JourneyRow, period: ReportPeriod, timeZone: string): Promise<JourneyReportView> {
  const { id } = journey;
  const messages = await messageRowsOf(db, [id]);
  const messageIds = messages.map((message) => message.id);
  const own = await readTallies(db, [id], period, true);
  const theirs = await readTallies(db, messageIds, period, true);
  const inside = (await countInside(db, [id, ...messageIds])).filter(({ version }) => period.version === null || version === period.version);
  const here = inside.filter(({ campaignId }) => campaignId === id);
  const standing = await countAtSteps(db, id, period.version);
  const { triggered, entered, notEntered } = figuresOf(own);
  const messagesBy = new Map(
    messages.map((message): [string, MessageCounts] => {
      const figures = figuresOf(theirs.filter(({ campaignId }) => campaignId === message.id));
      const those = inside.filter(({ campaignId }) => campaignId === message.id);
      const { sent, wouldHaveBeenSent, failed, unknown, delivered, opened, clicked, unsubscribed, converted } = figures;
      const skipped = Object.values(figures.skipped).reduce((sum: number, count) => sum + (count ?? 0), 0);
      const waiting = those.reduce((sum, { count }) => sum + count, 0);
      const counts = {
        entered: figures.entered,
        waiting,
        skipped,
        sent,
        wouldHaveBeenSent,
        failed,
        unknown,
        delivered,
        opened,
        clicked,
        unsubscribed,
        converted,
      };
      return [message.step, { campaignId: message.id, ...counts }];
    }),
  );
  return {
    timeZone,
    to: clock.now(),
    triggered,
    entered,
    notEntered,
    inside: here.reduce((sum, { count }) => sum + count, 0),
    held: byReason(here.filter(({ status }) => status === "held").map(({ holdReason, count }) => ({ reason: holdReason ?? "", count }))),
    completed: total(own, "completed"),
    left: byReason(own.filter(({ what }) => what === "exited")),
    sent: total(theirs, "sent"),
    converted: total(own, "converted"),
    arms: { sent: armOf(theirs, "sent", "converted"), holdout: armOf(theirs, "would_have_been_sent", "converted_holdout") },
    daily: inOrder(
      groupBy([...own, ...theirs.filter(({ what }) => what === "sent")], ({ day }) => day),
      (a, b) => (a < b ? -1 : 1),
    ).map(([date, those]) => ({
      date,
      entered: total(those, "entered"),
      completed: total(those, "completed"),
      left: total(those, "exited"),
      sent: total(those, "sent"),
      converted: total(those, "converted"),
    })),
    steps: await stepsOf(db, journey, own, standing, messagesBy),
  };
}

/** The steps of the launched document in their order, then those that are gone and still count. */
async function stepsOf(
  db: Db,
  { id, launched, draft }: JourneyRow,
  tallies: readonly Tally[],
  standing: Awaited<ReturnType<typeof countAtSteps>>,
  messages: ReadonlyMap<string, MessageCounts>,
): Promise<StepCounts[]> {
  const stepped = tallies.filter(({ what }) => what === "stepped").map(({ reason, count }) => ({ ...wayOf(reason), count }));
  const present = (launched ?? draft)?.steps ?? [];
  const counted = new Set([...stepped.map(({ step }) => step), ...standing.map(({ step }) => step), ...messages.keys()]);
  const gone = [...counted].filter((step) => !present.some((one) => one.id === step));
  const former = gone.length === 0 ? new Map<string, StepNode>() : await formerSteps(db, id);
  const count = (step: string, node: StepNode | undefined, isGone: boolean): StepCounts => {
    const here = standing.filter((one) => one.step === step);
    const left = stepped.filter((one) => one.step === step);
    return {
      step,
      title: node ? stepTitle(node) : step,
      kind: node?.kind ?? "",
      gone: isGone,
      waiting: here.reduce((sum, one) => sum + one.count, 0),
      held: insideCount(
        here.map((one) => ({ ...one, version: 0, holdReason: null })),
        "held",
      ),
      passed: left.reduce((sum, one) => sum + one.count, 0),
      ways: waysOf(node, left),
      message: messages.get(step) ?? null,
    };
  };
  return [...present.map((node) => count(node.id, node, false)), ...gone.map((step) => count(step, former.get(step), true))];
}

function waysOf(node: StepNode | undefined, left: readonly { readonly way: string; readonly count: number }[]): WayCount[] {
  const counted = (way: string) => left.reduce((sum, one) => (one.way === way ? sum + one.count : sum), 0);
  const drawn = node ? stepKindOf(node).ways(node) : [];
  const former = [...new Set(left.map(({ way }) => way))].filter((way) => !drawn.some(({ key }) => key === way));
  return [
    ...drawn.map(({ key, label, to }) => ({ way: key, label, to: to ?? null, count: counted(key) })),
    ...former.map((way) => ({ way, label: way, to: null, count: counted(way) })),
  ];
}

/** Every step that a version ever had, as the newest of them has it. */
async function formerSteps(db: Db, id: string): Promise<Map<string, StepNode>> {
  const versions = await listVersions<JourneyDocument>(db, id);
  return new Map(versions.toReversed().flatMap(({ document }) => document.steps.map((step): [string, StepNode] => [step.id, step])));
}

export interface JourneyTotals {
  readonly entered: number;
  readonly inside: number;
  readonly completed: number;
  readonly left: number;
  readonly sent: number;
  readonly converted: number;
}

/** The figures of a list of journeys, over all time. */
export async function countJourneys(db: Db, journeyIds: readonly string[]): Promise<Map<string, JourneyTotals>> {
  if (journeyIds.length === 0) return new Map();
  const journeyOf = new Map((await messageRowsOf(db, journeyIds)).map(({ id, journeyId }) => [id, journeyId]));
  const totals = groupBy(await readTotals(db, [...journeyIds, ...journeyOf.keys()]), ({ campaignId }) => campaignId);
  const inside = groupBy(await countInside(db, journeyIds), ({ campaignId }) => campaignId);
  const sentBy = (journeyId: string) => [...journeyOf].reduce((sum, [id, of]) => (of === journeyId ? sum + total(totals.get(id) ?? [], "sent") : sum), 0);
  return new Map(
    journeyIds.map((id) => {
      const own = totals.get(id) ?? [];
      const here = (inside.get(id) ?? []).reduce((sum, { count }) => sum + count, 0);
      const counts = { entered: total(own, "entered"), inside: here, completed: total(own, "completed"), left: total(own, "exited") };
      return [id, { ...counts, sent: sentBy(id), converted: total(own, "converted") }];
    }),
  );
}

export type JourneyPeopleOutcome =
  | "triggered"
  | "entered"
  | "not_entered"
  | "inside"
  | "held"
  | "stepped"
  | "completed"
  | "left"
  | "converted"
  | "converted_holdout";

export interface JourneyPeopleQuestion extends PeopleQuestion {
  readonly step: string | null;
  readonly way: string | null;
}

/** Somebody behind a number of the report; of those inside also where they stand. */
export type JourneyPersonRow = PersonRow & { readonly step?: string | null; readonly since?: Instant | null };

/** Who is behind a number of the report, newest first. */
export async function peopleOfJourney(
  db: Db,
  journeyId: string,
  outcome: JourneyPeopleOutcome,
  question: JourneyPeopleQuestion,
  timeZone: string,
): Promise<JourneyPersonRow[]> {
  const page: PeoplePage = { ...question, ...instantsOf(question, timeZone) };
  const now = { ...page, from: null, until: null };
  switch (outcome) {
    case "inside":
      return peopleInside(db, journeyId, null, now, question.step);
    case "held":
      return peopleInside(db, journeyId, "held", now, question.step);
    case "stepped":
      return peopleStepped(db, journeyId, question.step ?? "", await waysGone(db, journeyId, question), page);
    case "completed":
      return peopleDecided(db, journeyId, [{ what: "exited", reason: "completed" }], page);
    case "left":
      return peopleDecided(db, journeyId, await reasonsOfLeaving(db, journeyId, question), page);
    case "converted":
    case "converted_holdout":
      return peopleConverted(db, journeyId, outcome === "converted_holdout", page);
    default:
      return peopleOf(db, journeyId, outcome, question, timeZone);
  }
}

async function waysGone(db: Db, journeyId: string, { step, way, ...period }: JourneyPeopleQuestion): Promise<string[]> {
  if (way !== null) return [way];
  const tallies = (await readTallies(db, [journeyId], period, false)).filter(({ what }) => what === "stepped");
  return [...new Set(tallies.map(({ reason }) => wayOf(reason)).flatMap((one) => (one.step === step ? [one.way] : [])))];
}

async function reasonsOfLeaving(db: Db, journeyId: string, { reason, ...period }: JourneyPeopleQuestion): Promise<{ what: string; reason: string }[]> {
  const tallies = (await readTallies(db, [journeyId], period, false)).filter(
    (tally) => tally.what === "exited" && (reason === null || tally.reason === reason),
  );
  return [...new Set(tallies.map((tally) => tally.reason))].map((why) => ({ what: "exited", reason: why }));
}
