import type { ConditionNode } from "../condition/condition.ts";
import { deriveId } from "../hash/hash.ts";
import { isObject, type Json } from "../json.ts";
import { type Duration, parseDuration } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";

/**
 * What one question needs of a person's past. Two questions with the same definition share one aggregate; a changed window is
 * another definition, so an aggregate is never altered, only built and dropped.
 */
export interface AggregateDefinition {
  /** A stable hash of all the rest, shaped like a UUID: see `aggregateOf`. */
  readonly id: string;
  readonly event: string;
  /** About the event's properties only, judged with the event's own time and UTC. */
  readonly where?: ConditionNode;
  /** Only Beckon's own events about a message, of that campaign (its id) and channel where they are named. */
  readonly message?: { readonly campaign?: string; readonly channel?: string };
  /** The property that is looked at, by path. */
  readonly of?: string;
  /** What is kept of it: numbers are added up; of `range` the least, the most and the average can be told; values are tallied; `send` needs no `of` and keeps which message the event speaks of. */
  readonly keep?: "number" | "range" | "values" | "send";
  /** Marks are kept for so long: an event at `t` is inside while `now - within < t`, so it lapses at exactly `t + within`. */
  readonly within?: Duration;
  /** Events before `from`, or at `until` and later, do not match at all. */
  readonly from?: Instant;
  readonly until?: Instant;
  /** Only so many of the newest marks matter. */
  readonly newest?: number;
}

/** The time of one event, and what was kept of it. */
export type Mark = readonly [at: Instant] | readonly [at: Instant, value: Json];

/**
 * What is kept of the past for one question. It is the same whatever the order in which its events came, so late events and
 * merges need nothing special. Plain JSON: the store writes it as it is, under (profile, definition id).
 */
export interface Aggregate {
  /** Of everything that matches, whatever lapsed since. */
  readonly count: number;
  readonly first: Instant | null;
  readonly last: Instant | null;
  /** In steps of a ten-thousandth, so that it does not depend on the order of adding. */
  readonly sum: number;
  /** Only where the definition has `within`, `from` or `until`: what is inside, oldest first, at most `MARKS_MAX`. */
  readonly marks: readonly Mark[];
  /** With `keep: "values"`: the first and last that were told, and (without a window) how often each and when last. */
  readonly firstValue?: Mark;
  readonly lastValue?: Mark;
  readonly tally?: { readonly [json: string]: readonly [count: number, lastAt: Instant] };
  /** With `keep: "range"`: of the numbers that were told. */
  readonly range?: NumberRange;
  /** The timer (`kind` "aggregate", `subject` the definition's id) that is set because a computed attribute reads a window. */
  readonly timerAt?: Instant;
}

/** What is kept of numbers so that the least, the most and the average of them can be told. */
export interface NumberRange {
  readonly count: number;
  readonly sum: number;
  readonly least: number;
  readonly most: number;
}

/** More marks than this are not kept for one question of one person; the newest are. */
export const MARKS_MAX = 10_000;
/** So many different values are tallied; further ones are not. */
const VALUES_MAX = 1_000;

export const EMPTY_AGGREGATE: Aggregate = { count: 0, first: null, last: null, sum: 0, marks: [] };

/** Puts a definition together: its id follows from what it asks. */
export function aggregateOf(question: Omit<AggregateDefinition, "id">): AggregateDefinition {
  const asked = Object.fromEntries(Object.entries(question).filter(([, value]) => value !== undefined)) as Omit<AggregateDefinition, "id">;
  return { id: deriveId(0, "aggregate", canonical(asked as unknown as Json)), ...asked };
}

/** JSON text that does not depend on the order of keys. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`)
    .join(",")}}`;
}

/** Marks that are still inside the window at `now`, oldest first. */
export function marksWithin({ marks }: Aggregate, within: Duration | undefined, now: Instant): readonly Mark[] {
  const after = within === undefined ? Number.NEGATIVE_INFINITY : now - (parseDuration(within) ?? 0);
  const kept = marks.findIndex(([at]) => at > after);
  return kept <= 0 ? (kept < 0 ? [] : marks) : marks.slice(kept);
}

/** When the oldest of these marks lapses, or null where there is none or no window. */
export function firstLapse(marks: readonly Mark[], within: Duration | undefined): Instant | null {
  const [oldest] = marks;
  return oldest === undefined || within === undefined ? null : oldest[0] + (parseDuration(within) ?? 0);
}

/** The aggregate of both pasts together. The store needs it for merges only through `decide`. */
export function mergeAggregates(a: Aggregate, b: Aggregate, definition: AggregateDefinition): Aggregate {
  const { timerAt: _timer, ...own } = a;
  return {
    ...own,
    count: a.count + b.count,
    first: earlier(a.first, b.first),
    last: later(a.last, b.last),
    sum: addExactly(a.sum, b.sum),
    marks: keptMarks([...a.marks, ...b.marks].sort(byTime), definition),
    ...optional("firstValue", earlierMark(a.firstValue, b.firstValue)),
    ...optional("lastValue", laterMark(a.lastValue, b.lastValue)),
    ...optional("tally", mergeTallies(a.tally, b.tally)),
    ...optional("range", joinRanges(a.range, b.range)),
  };
}

/** The newest marks that matter, of a list in order. */
export function keptMarks(marks: readonly Mark[], { newest = MARKS_MAX }: AggregateDefinition): readonly Mark[] {
  const most = Math.min(newest, MARKS_MAX);
  return marks.length <= most ? marks : marks.slice(marks.length - most);
}

/** In order of time; at one instant by what they carry, so that no order of arrival shows. */
export function byTime(a: Mark, b: Mark): number {
  return a[0] - b[0] || compareText(JSON.stringify(a[1]), JSON.stringify(b[1]));
}

function compareText(a = "", b = ""): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const STEPS = 10_000;

/** To ten-thousandths, halves away from zero, as PostgreSQL's `round(numeric, 4)`. */
export function roundExactly(value: number): number {
  // + 0 makes of -0 what it is worth.
  return (Math.sign(value) * Math.round(Math.abs(value) * STEPS)) / STEPS + 0;
}

/** The sum of two numbers of ten-thousandths, exact as long as it stays below 9 * 10^11. */
export function addExactly(a: number, b: number): number {
  return (Math.round(a * STEPS) + Math.round(b * STEPS)) / STEPS;
}

export function earlier(a: Instant | null, b: Instant | null): Instant | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

export function later(a: Instant | null, b: Instant | null): Instant | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

export function earlierMark(a: Mark | undefined, b: Mark | undefined): Mark | undefined {
  return a === undefined || b === undefined ? (a ?? b) : byTime(a, b) <= 0 ? a : b;
}

export function laterMark(a: Mark | undefined, b: Mark | undefined): Mark | undefined {
  return a === undefined || b === undefined ? (a ?? b) : byTime(a, b) >= 0 ? a : b;
}

/** The numbers of one mark: one, or those of a list. */
export function rangeOf(value: Json | undefined): NumberRange | undefined {
  const numbers = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "number");
  return numbers.map((one): NumberRange => ({ count: 1, sum: one, least: one, most: one })).reduce<NumberRange | undefined>(joinRanges, undefined);
}

export function joinRanges(a: NumberRange | undefined, b: NumberRange | undefined): NumberRange | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { count: a.count + b.count, sum: addExactly(a.sum, b.sum), least: Math.min(a.least, b.least), most: Math.max(a.most, b.most) };
}

export function mergeTallies(a: Aggregate["tally"], b: Aggregate["tally"]): Aggregate["tally"] {
  if (a === undefined || b === undefined) return a ?? b;
  const tally: { [json: string]: readonly [count: number, lastAt: Instant] } = { ...a };
  for (const [value, [count, lastAt]] of Object.entries(b)) {
    const known = tally[value];
    if (known === undefined && Object.keys(tally).length >= VALUES_MAX) continue;
    tally[value] = known === undefined ? [count, lastAt] : [known[0] + count, Math.max(known[1], lastAt)];
  }
  return tally;
}

function optional<Name extends keyof Aggregate>(name: Name, value: Aggregate[Name]): Partial<Aggregate> {
  return value === undefined ? {} : { [name]: value };
}
