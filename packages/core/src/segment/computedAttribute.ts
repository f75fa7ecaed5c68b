import type { ConditionNode } from "../condition/condition.ts";
import type { Json } from "../json.ts";
import type { Duration } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import { type Aggregate, type AggregateDefinition, addExactly, aggregateOf, type Mark, marksWithin } from "./aggregate.ts";

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
  /** The property looked at; `count` needs none. */
  readonly of?: string;
  readonly within?: Duration;
}

/** `first` and `last`: the value that was told first or last. `distinct`: the different values, the newest first, at most `DISTINCT_MAX`. */
export type ComputedFunction = "count" | "sum" | "first" | "last" | "most_frequent" | "distinct";

const DISTINCT_MAX = 100;

/** The aggregate that the attribute is read from. */
export function aggregateOfAttribute({ event, where, function: how, of, within }: ComputedAttribute): AggregateDefinition {
  const keep = how === "count" ? undefined : how === "sum" ? "number" : "values";
  return aggregateOf({ event, where, of: keep === undefined ? undefined : of, keep, within });
}

/** The attribute's value at `now`; null where the profile is to have none. */
export function computedValue({ function: how, within }: ComputedAttribute, aggregate: Aggregate, now: Instant): Json {
  if (within === undefined) return aggregate.count === 0 ? null : WITHOUT_WINDOW[how](aggregate);
  const marks = marksWithin(aggregate, within, now);
  return marks.length === 0 ? null : IN_WINDOW[how](marks);
}

const WITHOUT_WINDOW: { readonly [how in ComputedFunction]: (aggregate: Aggregate) => Json } = {
  count: ({ count }) => count,
  sum: ({ sum }) => sum,
  first: ({ firstValue }) => firstValue?.[1] ?? null,
  last: ({ lastValue }) => lastValue?.[1] ?? null,
  most_frequent: ({ tally = {} }) => mostFrequent(tally),
  distinct: ({ tally = {} }) => distinct(tally),
};

const IN_WINDOW: { readonly [how in ComputedFunction]: (marks: readonly Mark[]) => Json } = {
  count: (marks) => marks.length,
  sum: (marks) => sumOf(marks),
  first: (marks) => marks.find(told)?.[1] ?? null,
  last: (marks) => marks.findLast(told)?.[1] ?? null,
  most_frequent: (marks) => mostFrequent(tallyOf(marks)),
  distinct: (marks) => distinct(tallyOf(marks)),
};

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
