import type { JsonSchema } from "../json.ts";
import { type Aggregate, type Mark, marksWithin } from "../segment/aggregate.ts";
import { afterEndOf, afterEndsBetween, beginOf, beginsBetween, momentOf } from "../time/dates.ts";
import { type Duration, describeDuration, durationSchema, parseDuration } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import type { Subject } from "./condition.ts";

/** How often something is to have happened. */
export interface Count {
  readonly op: "at_least" | "at_most" | "exactly";
  readonly value: number;
}

/** When it is to have happened: ever, in a window that moves with time, or between two dates, both of which count whole. */
export interface Period {
  readonly within?: Duration;
  readonly from?: string;
  readonly until?: string;
}

export const ONCE: Count = { op: "at_least", value: 1 };

export const countSchema: JsonSchema = {
  type: "object",
  title: "How often",
  description: "At least once, where left out.",
  properties: {
    op: { enum: ["at_least", "at_most", "exactly"], title: "Comparison" },
    value: { type: "integer", minimum: 0, maximum: 1_000_000, title: "Times" },
  },
  required: ["op", "value"],
  additionalProperties: false,
};

const date: JsonSchema = { type: "string", minLength: 10, maxLength: 40, description: "A day such as 2026-12-01, or an instant such as 2026-12-01T09:00:00Z." };

export const withinSchema: JsonSchema = { ...durationSchema, title: "In the last" };

export const periodSchema = {
  within: withinSchema,
  from: { ...date, title: "From" },
  until: { ...date, title: "Until" },
} as const satisfies { readonly [field: string]: JsonSchema };

export function fitsCount({ op, value }: Count, times: number): boolean {
  return op === "at_least" ? times >= value : op === "at_most" ? times <= value : times === value;
}

/** How many of the newest marks tell whether the count fits: of at least five the fifth, of exactly five a sixth. */
export function marksNeeded({ op, value }: Count): number {
  return op === "at_least" ? value : value + 1;
}

/**
 * When the count of marks that lapse one after the other turns the answer, or null: of five out of at least five when the oldest
 * lapses; of two out of at least five never by time alone.
 */
export function countLapse({ op, value }: Count, marks: readonly Mark[], within: Duration): Instant | null {
  const turning = op === "at_least" || (op === "exactly" && marks.length === value) ? marks.length - value : marks.length - value - 1;
  const mark = marks[turning];
  return mark === undefined ? null : mark[0] + (parseDuration(within) ?? 0);
}

/** The marks that lie in the period at this moment, by the person's clock. */
export function marksIn(aggregate: Aggregate, { within, from, until }: Period, { now, timeZone }: Pick<Subject, "now" | "timeZone">): readonly Mark[] {
  const begin = momentOf(from);
  const end = momentOf(until);
  const inside = marksWithin(aggregate, within, now);
  if (begin === null && end === null) return inside;
  return inside.filter(([at]) => (begin === null || at >= beginOf(begin, timeZone)) && (end === null || at < afterEndOf(end, timeZone)));
}

export function isBounded({ within, from, until }: Period): boolean {
  return within !== undefined || from !== undefined || until !== undefined;
}

/** Whether days of the person's calendar bound it, so that a move to another zone may change the answer. */
export function hasDays({ from, until }: Period): boolean {
  return momentOf(from)?.kind === "day" || momentOf(until)?.kind === "day";
}

/** The instants between which the period lies in any zone. */
export function widest({ from, until }: Period): { readonly from?: Instant; readonly until?: Instant } {
  const begin = momentOf(from);
  const end = momentOf(until);
  return {
    ...(begin === null ? {} : { from: beginsBetween(begin)[0] }),
    ...(end === null ? {} : { until: afterEndsBetween(end)[1] }),
  };
}

const TIMES: { readonly [op in Count["op"]]: string } = { at_least: "at least", at_most: "at most", exactly: "exactly" };

/** `at least 2 times`; nothing for once or more. */
export function describeCount({ op, value }: Count): string {
  if (op === "at_least" && value === 1) return "";
  return ` ${TIMES[op]} ${value === 1 ? "once" : `${value} times`}`;
}

/** `in the last 14 days`, `from 2026-01-01 until 2026-03-31`; nothing for ever. */
export function describePeriod({ within, from, until }: Period): string {
  if (within !== undefined) return ` in the last ${describeDuration(within)}`;
  return `${from === undefined ? "" : ` from ${from}`}${until === undefined ? "" : ` until ${until}`}`;
}

/** `5 times`, or `5 times or more` where no more than that was kept. */
export function timesFound(times: number, isMost: boolean): string {
  const counted = times === 0 ? "never" : times === 1 ? "once" : `${times} times`;
  return isMost && times > 0 ? `${counted} or more` : counted;
}
