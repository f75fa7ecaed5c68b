import type { ConditionNode } from "../condition/condition.ts";
import type { Json } from "../json.ts";
import type { Duration } from "../time/duration.ts";
import { DAY, earliest, type Instant } from "../time/instant.ts";
import {
  type Aggregate,
  type AggregateDefinition,
  addExactly,
  aggregateOf,
  firstLapse,
  joinRanges,
  type Mark,
  marksWithin,
  type NumberRange,
  rangeOf,
  roundExactly,
} from "./aggregate.ts";

/**
 * An attribute of the profile that Beckon keeps itself: `{ name: "orders_90d", event: "Order Completed", function: "count", within: "P90D" }`.
 * It stands among the other attributes, so that conditions, triggers and templates use it as any; nobody else can write it. Where
 * nothing counts (any more), the profile has no such attribute.
 */
export interface ComputedAttribute {
  readonly name: string;
  readonly event: string;
  /** About the event's properties. */
  readonly where?: ConditionNode;
  readonly function: ComputedFunction;
  /** The property looked at; what only counts, or looks at times, needs none. */
  readonly of?: string;
  readonly within?: Duration;
}

/**
 * `first` and `last`: the value that was told first or last. `distinct`: the different values, the newest first, at most `DISTINCT_MAX`.
 * `days_since_first` and `days_since_last`: whole days of 24 hours since then.
 */
export const COMPUTED_FUNCTIONS = [
  "count",
  "sum",
  "average",
  "minimum",
  "maximum",
  "first",
  "last",
  "most_frequent",
  "distinct",
  "days_since_first",
  "days_since_last",
] as const;
export type ComputedFunction = (typeof COMPUTED_FUNCTIONS)[number];

const DISTINCT_MAX = 100;

interface FunctionKind {
  /** What the aggregate keeps of the property; left out where none is looked at. */
  readonly keep?: "number" | "range" | "values";
  readonly type: "number" | "list" | "value";
  readonly ever: (aggregate: Aggregate, now: Instant) => Json;
  readonly inWindow: (marks: readonly Mark[], now: Instant) => Json;
  /** Which event's whole days turn the value over. */
  readonly daysSince?: "first" | "last";
}

const FUNCTIONS: { readonly [how in ComputedFunction]: FunctionKind } = {
  count: { type: "number", ever: ({ count }) => count, inWindow: (marks) => marks.length },
  sum: { keep: "number", type: "number", ever: ({ sum }) => sum, inWindow: sumOf },
  average: ranged((range) => roundExactly(range.sum / range.count)),
  minimum: ranged(({ least }) => least),
  maximum: ranged(({ most }) => most),
  first: { keep: "values", type: "value", ever: ({ firstValue }) => firstValue?.[1] ?? null, inWindow: (marks) => marks.find(told)?.[1] ?? null },
  last: { keep: "values", type: "value", ever: ({ lastValue }) => lastValue?.[1] ?? null, inWindow: (marks) => marks.findLast(told)?.[1] ?? null },
  most_frequent: { keep: "values", type: "value", ever: ({ tally = {} }) => mostFrequent(tally), inWindow: (marks) => mostFrequent(tallyOf(marks)) },
  distinct: { keep: "values", type: "list", ever: ({ tally = {} }) => distinct(tally), inWindow: (marks) => distinct(tallyOf(marks)) },
  days_since_first: {
    type: "number",
    daysSince: "first",
    ever: ({ first }, now) => daysSince(first, now),
    inWindow: (marks, now) => daysSince(marks[0]?.[0] ?? null, now),
  },
  days_since_last: {
    type: "number",
    daysSince: "last",
    ever: ({ last }, now) => daysSince(last, now),
    inWindow: (marks, now) => daysSince(marks.at(-1)?.[0] ?? null, now),
  },
};

function ranged(read: (range: NumberRange) => number): FunctionKind {
  const of = (range: NumberRange | undefined) => (range === undefined ? null : read(range));
  return {
    keep: "range",
    type: "number",
    ever: ({ range }) => of(range),
    inWindow: (marks) => of(marks.map(([, value]) => rangeOf(value)).reduce(joinRanges, undefined)),
  };
}

/** Whether the function looks at a property. */
export function needsProperty(how: ComputedFunction): boolean {
  return FUNCTIONS[how].keep !== undefined;
}

/** What the attribute holds: a number, a list of values, or one value as the events tell it. */
export function computedType({ function: how }: Pick<ComputedAttribute, "function">): FunctionKind["type"] {
  return FUNCTIONS[how].type;
}

/** The aggregate that the attribute is read from. */
export function aggregateOfAttribute({ event, where, function: how, of, within }: ComputedAttribute): AggregateDefinition {
  const { keep } = FUNCTIONS[how];
  return aggregateOf({ event, where, of: keep === undefined ? undefined : of, keep, within });
}

/** The attribute's value at `now`; null where the profile is to have none. */
export function computedValue({ function: how, within }: ComputedAttribute, aggregate: Aggregate, now: Instant): Json {
  if (within === undefined) return aggregate.count === 0 ? null : FUNCTIONS[how].ever(aggregate, now);
  const marks = marksWithin(aggregate, within, now);
  return marks.length === 0 ? null : FUNCTIONS[how].inWindow(marks, now);
}

/** The earliest instant after `now` at which time alone may change the value: something leaves the window, or a day is over. */
export function computedLapse({ function: how, within }: ComputedAttribute, aggregate: Aggregate, now: Instant): Instant | null {
  const marks = within === undefined ? [] : marksWithin(aggregate, within, now);
  const { daysSince: which } = FUNCTIONS[how];
  if (which === undefined) return firstLapse(marks, within);
  const since = within === undefined ? aggregate[which] : (marks.at(which === "first" ? 0 : -1)?.[0] ?? null);
  return earliest([firstLapse(marks, within), since === null ? null : since + (Math.max(0, Math.floor((now - since) / DAY)) + 1) * DAY]);
}

/** Whether time alone ever changes the value. */
export function isComputedByTime({ function: how, within }: ComputedAttribute): boolean {
  return within !== undefined || FUNCTIONS[how].daysSince !== undefined;
}

/** What comes of an event ahead of our clock counts as done now. */
function daysSince(at: Instant | null, now: Instant): number | null {
  return at === null ? null : Math.max(0, Math.floor((now - at) / DAY));
}

/** What the marks carry, added up. */
export function sumOf(marks: readonly Mark[]): number {
  return marks.reduce((sum, [, value]) => addExactly(sum, typeof value === "number" ? value : 0), 0);
}

function told(mark: Mark): boolean {
  return mark[1] !== undefined;
}

type Tally = NonNullable<Aggregate["tally"]>;

function tallyOf(marks: readonly Mark[]): Tally {
  const tally: { [json: string]: readonly [count: number, lastAt: Instant] } = {};
  for (const [at, value] of marks) {
    for (const one of value === undefined ? [] : Array.isArray(value) ? new Set(value) : [value]) {
      const json = JSON.stringify(one);
      tally[json] = [(tally[json]?.[0] ?? 0) + 1, Math.max(tally[json]?.[1] ?? at, at)];
    }
  }
  return tally;
}

type Told = readonly [json: string, told: readonly [count: number, lastAt: Instant]];

/** Of values told equally often the one told last. */
function mostFrequent(tally: Tally): Json {
  const best = Object.entries(tally).sort((a, b) => b[1][0] - a[1][0] || newestFirst(a, b))[0];
  return best === undefined ? null : (JSON.parse(best[0]) as Json);
}

function distinct(tally: Tally): Json {
  const values = Object.entries(tally).sort(newestFirst).slice(0, DISTINCT_MAX);
  return values.length === 0 ? null : values.map(([json]) => JSON.parse(json) as Json);
}

function newestFirst([a, [, atA]]: Told, [b, [, atB]]: Told): number {
  return atB - atA || (a < b ? -1 : 1);
}
