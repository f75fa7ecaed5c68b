import { type CourseDocument, formatDay, type Instant, isJourneyDocument, localDay, type RehearsedStep, stepKindOf, stepTitle } from "@beckon/core";
import type { RehearsalResult, RehearsalRow } from "../../store/rehearsals.ts";

interface Counted {
  readonly [name: string]: number;
}

export interface StepFigures {
  readonly step: string;
  readonly title: string;
  readonly kind: string;
  readonly passed: number;
  readonly ways: readonly { readonly way: string; readonly label: string; readonly count: number }[];
  readonly sent: number;
  readonly heldOut: number;
  readonly unsent: Counted;
  readonly held: Counted;
}

/** The result of a rehearsal as people read it. */
export interface RehearsalFigures extends Omit<RehearsalResult, "totals"> {
  readonly triggered: number;
  readonly entered: number;
  readonly people: number;
  readonly notEntered: Counted;
  readonly ends: Counted;
  readonly converted: number;
  readonly messages: number;
  readonly heldOut: number;
  readonly recipients: number;
  readonly later: number;
  readonly channels: Counted;
  readonly unsent: Counted;
  readonly held: Counted;
  readonly steps: readonly StepFigures[];
  readonly daily: readonly { readonly date: string; readonly entered: number; readonly sent: Counted }[];
  readonly busiest: { readonly at: Instant; readonly messages: number } | null;
  readonly weekly: readonly { readonly messages: number; readonly people: number }[];
  readonly others: readonly {
    readonly id: string;
    readonly kind: "campaign" | "journey";
    readonly name: string;
    readonly overlap: number;
    readonly sameDay: number;
    readonly messages: number;
  }[];
}

export function figuresOf({ result, document, from, until, rules, others }: RehearsalRow): RehearsalFigures | null {
  if (!result) return null;
  const { totals, ...kept } = result;
  const { steps, days, hours, weekly, others: met, ...counts } = totals;
  const [busiest] = Object.entries(hours).sort(([a, many], [b, more]) => more - many || Number(a) - Number(b));
  return {
    ...kept,
    ...counts,
    unsent: together(steps.map((step) => step.unsent)),
    held: together(steps.map((step) => step.held)),
    steps: steps.map((step) => stepFigures(step, document)),
    daily: daysOf({ from, until }, rules.timeZone).map((date) => ({ date, entered: days[date]?.entered ?? 0, sent: days[date]?.sent ?? {} })),
    busiest: busiest ? { at: Number(busiest[0]), messages: busiest[1] } : null,
    weekly: Object.entries(weekly)
      .map(([messages, people]) => ({ messages: Number(messages), people }))
      .sort((a, b) => a.messages - b.messages),
    others: others
      .flatMap(({ id, kind, name }) => (met[id] ? [{ id, kind, name, ...met[id] }] : []))
      .filter(({ overlap, messages }) => overlap + messages > 0)
      .sort((a, b) => b.overlap - a.overlap || b.messages - a.messages),
  };
}

function stepFigures({ step: id, ways, ...counts }: RehearsedStep, document: CourseDocument): StepFigures {
  const step = isJourneyDocument(document) ? document.steps.find((one) => one.id === id) : undefined;
  if (!step) return { step: id, title: "Message", kind: "send", passed: 0, ways: [], ...counts };
  const drawn = stepKindOf(step).ways(step);
  return {
    step: id,
    title: stepTitle(step),
    kind: step.kind,
    passed: Object.values(ways).reduce((sum, count) => sum + count, 0),
    ways: drawn.map(({ key, label }) => ({ way: key, label, count: ways[key] ?? 0 })),
    ...counts,
  };
}

function together(all: readonly Counted[]): Counted {
  const sum: { [name: string]: number } = {};
  for (const counts of all) for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/** Every day of a period, by the calendar of the zone. */
export function daysOf({ from, until }: { readonly from: Instant; readonly until: Instant }, timeZone: string): string[] {
  const first = localDay(timeZone, from);
  const last = Math.max(first, localDay(timeZone, until - 1));
  return Array.from({ length: last - first + 1 }, (_, place) => formatDay(first + place));
}
