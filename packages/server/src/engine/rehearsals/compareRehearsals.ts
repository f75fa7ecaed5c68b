import { type CourseDocument, type Difference, diffDocuments, type Instant, isJourneyDocument, type Json, MESSAGE_STEP, stepTitle } from "@beckon/core";
import type { Clock } from "../../clock.ts";
import { courseByKey, readCourse } from "../../store/campaigns.ts";
import type { Db } from "../../store/db.ts";
import { comparePeople, type PeopleCompared, type RehearsalRow } from "../../store/rehearsals.ts";
import { type Counts, reportCampaign } from "../campaignReport.ts";
import { reportJourney } from "../journeyReport.ts";
import { Refusal } from "../refusal.ts";
import { daysOf } from "./rehearsalFigures.ts";

/** What is compared, of a rehearsal or of what really happened. */
export interface Side {
  readonly what: "rehearsal" | "real";
  readonly id: string | null;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly createdAt: Instant | null;
  readonly factor: number;
  readonly triggered: number;
  readonly entered: number;
  readonly converted: number;
  readonly messages: number;
  readonly heldOut: number;
  readonly ends: { readonly [reason: string]: number };
  readonly notEntered: { readonly [reason: string]: number };
  readonly steps: readonly { readonly step: string; readonly title: string; readonly passed: number; readonly sent: number }[];
  readonly daily: readonly { readonly date: string; readonly entered: number; readonly messages: number }[];
}

export interface Comparison {
  readonly first: Side;
  readonly second: Side;
  readonly people: PeopleCompared | null;
  readonly diff: readonly Difference[];
}

/** A rehearsal beside another. @throws Refusal `rehearsal_not_done` */
export async function compareRehearsals(db: Db, first: RehearsalRow, second: RehearsalRow): Promise<Comparison> {
  return {
    first: sideOf(first),
    second: sideOf(second),
    people: await comparePeople(db, first.id, second.id),
    diff: diffDocuments(first.document as unknown as Json, second.document as unknown as Json),
  };
}

/** A rehearsal beside what really went out in its period. @throws Refusal `rehearsal_not_done`, `not_found` where it never was launched */
export async function compareWithReal(db: Db, clock: Clock, row: RehearsalRow): Promise<Comparison> {
  const id = await courseByKey(db, row.workspaceId, row.kind, row.key);
  const course = id === null ? null : await readCourse<CourseDocument>(db, row.workspaceId, row.kind, id);
  if (!course?.launched) throw new Refusal("not_found", { what: `launched ${row.kind}`, id: row.key });
  const { launched } = course;
  const period = { from: row.fromDay, to: row.toDay, version: null };
  const about = { what: "real", id: null, name: launched.name, from: row.fromDay, to: row.toDay, createdAt: null, factor: 1 } as const;
  const second: Side =
    row.kind === "journey"
      ? { ...about, ...(await realJourney(db, clock, course as Parameters<typeof reportJourney>[2], period, row.rules.timeZone)) }
      : { ...about, ...(await realCampaign(db, clock, course.id, period, row.rules.timeZone)) };
  return { first: sideOf(row), second, people: null, diff: diffDocuments(launched as unknown as Json, row.document as unknown as Json) };
}

function sideOf({ id, kind, document, fromDay, toDay, createdAt, result, state, from, until, rules }: RehearsalRow): Side {
  if (!result) throw new Refusal("rehearsal_not_done", { state });
  const { triggered, entered, converted, messages, heldOut, ends, notEntered, steps, days } = result.totals;
  const titles = new Map(isJourneyDocument(document) ? document.steps.map((step) => [step.id, stepTitle(step)]) : []);
  return {
    what: "rehearsal",
    id,
    name: document.name,
    from: fromDay,
    to: toDay,
    createdAt,
    factor: result.factor,
    triggered,
    entered,
    converted,
    messages,
    heldOut,
    ends,
    notEntered,
    steps: steps.map(({ step, ways, sent }) => ({ step, title: titles.get(step) ?? (kind === "campaign" ? "Message" : step), passed: sumOf(ways), sent })),
    daily: daysOf({ from, until }, rules.timeZone).map((date) => ({ date, entered: days[date]?.entered ?? 0, messages: sumOf(days[date]?.sent ?? {}) })),
  };
}

type Real = Omit<Side, "what" | "id" | "name" | "from" | "to" | "createdAt" | "factor">;

async function realJourney(
  db: Db,
  clock: Clock,
  journey: Parameters<typeof reportJourney>[2],
  period: Parameters<typeof reportJourney>[3],
  timeZone: string,
): Promise<Real> {
  const { triggered, entered, converted, sent, arms, left, completed, notEntered, steps, daily } = await reportJourney(db, clock, journey, period, timeZone);
  return {
    triggered,
    entered,
    converted,
    messages: sent,
    heldOut: arms.holdout.people,
    ends: { ...plain(left), ...(completed > 0 ? { completed } : {}) },
    notEntered: plain(notEntered),
    steps: steps.map(({ step, title, passed, message }) => ({ step, title, passed, sent: message?.sent ?? 0 })),
    daily: daily.map(({ date, entered: came, sent: went }) => ({ date, entered: came, messages: went })),
  };
}

async function realCampaign(db: Db, clock: Clock, id: string, period: Parameters<typeof reportCampaign>[3], timeZone: string): Promise<Real> {
  const { triggered, entered, converted, sent, wouldHaveBeenSent, skipped, notEntered, daily } = await reportCampaign(db, clock, id, period, timeZone);
  return {
    triggered,
    entered,
    converted,
    messages: sent,
    heldOut: wouldHaveBeenSent,
    ends: plain(skipped),
    notEntered: plain(notEntered),
    steps: [{ step: MESSAGE_STEP, title: "Message", passed: sumOf(plain(skipped)) + sent, sent }],
    daily: daily.map((day) => ({ date: day.date, entered: day.entered, messages: day.sent })),
  };
}

function plain(counts: Counts): { [reason: string]: number } {
  return Object.fromEntries(Object.entries(counts).map(([reason, count]) => [reason, count ?? 0]));
}

function sumOf(counts: { readonly [name: string]: number }): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
