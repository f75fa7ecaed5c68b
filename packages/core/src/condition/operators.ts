import type { Json } from "../json.ts";
import { afterEndOf, beginOf, dayOf, momentOf } from "../time/dates.ts";
import { parseDuration } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";

/** What a single value is compared with, and the moment and place of asking. */
export interface Comparing {
  readonly now: Instant;
  readonly timeZone: string;
  readonly ignoreCase: boolean;
}

/** What an operator wants on its right-hand side: nothing, one value, a list, two ends, or a length of time. */
export type Takes = "none" | "one" | "list" | "range" | "duration";

export interface Operator {
  readonly takes: Takes;
  /** Words between the name and the value: `is at least`. */
  readonly words: string;
  /** Whether one left-hand and one right-hand value fit. Not present on those that negate another or only ask for presence. */
  readonly fits?: (left: Json, right: Json, comparing: Comparing) => boolean;
  /** It asks about days and instants, so that the person's zone matters. */
  readonly dated?: true;
  /** When the answer turns by time alone, of those that ask about now. */
  readonly turns?: (left: Json, right: Json, comparing: Comparing) => readonly Instant[];
  /** True exactly where the named operator is false, so also where there is no value at all. */
  readonly negates?: OperatorName;
}

export type OperatorName =
  | "equals"
  | "not_equals"
  | "contains"
  | "not_contains"
  | "starts_with"
  | "ends_with"
  | "one_of"
  | "none_of"
  | "greater_than"
  | "at_least"
  | "less_than"
  | "at_most"
  | "between"
  | "exists"
  | "missing"
  | "is_true"
  | "is_false"
  | "before"
  | "after"
  | "on_day"
  | "within_last"
  | "not_within_last"
  | "within_next";

/**
 * How values compare, the same for attributes, properties and changes.
 *
 * - A missing value (absent, null, or an empty list) fits nothing. The negations (`not_equals`, `not_contains`,
 *   `none_of`, `not_within_last`, `missing`) are true exactly where their positive is false: so a person without a plan
 *   is one whose plan "is not pro".
 * - Lists: a comparison holds if any element fits; its negation if no element does. A list on the right likewise.
 * - A number in text counts as a number where the other side is a number, and in greater/less/between always.
 * - Text compares exactly, upper and lower case apart, unless `ignoreCase` is set.
 * - Dates are `2026-12-01` (a whole day by the person's clock), ISO 8601 date-times, epoch seconds or milliseconds.
 *   `before` a day is before it begins, `after` it is after it has ended.
 */
export const OPERATORS: { readonly [name in OperatorName]: Operator } = {
  equals: { takes: "one", words: "is", fits: same },
  not_equals: { takes: "one", words: "is not", negates: "equals" },
  contains: { takes: "one", words: "contains", fits: (left, right, { ignoreCase }) => text(left, ignoreCase).includes(text(right, ignoreCase)) },
  not_contains: { takes: "one", words: "does not contain", negates: "contains" },
  starts_with: { takes: "one", words: "starts with", fits: (left, right, { ignoreCase }) => text(left, ignoreCase).startsWith(text(right, ignoreCase)) },
  ends_with: { takes: "one", words: "ends with", fits: (left, right, { ignoreCase }) => text(left, ignoreCase).endsWith(text(right, ignoreCase)) },
  one_of: { takes: "list", words: "is one of", fits: same },
  none_of: { takes: "list", words: "is none of", negates: "one_of" },
  greater_than: { takes: "one", words: "is greater than", fits: (left, right) => number(left) > number(right) },
  at_least: { takes: "one", words: "is at least", fits: (left, right) => number(left) >= number(right) },
  less_than: { takes: "one", words: "is less than", fits: (left, right) => number(left) < number(right) },
  at_most: { takes: "one", words: "is at most", fits: (left, right) => number(left) <= number(right) },
  between: { takes: "range", words: "is between", fits: between, dated: true },
  exists: { takes: "none", words: "has a value", fits: () => true },
  missing: { takes: "none", words: "has no value", negates: "exists" },
  is_true: { takes: "none", words: "is true", fits: (left) => truth(left) === true },
  is_false: { takes: "none", words: "is false", fits: (left) => truth(left) === false },
  before: { takes: "one", words: "is before", fits: (left, right, at) => orderOfDates(left, right, at) === -1, dated: true },
  after: { takes: "one", words: "is after", fits: (left, right, at) => orderOfDates(left, right, at) === 1, dated: true },
  on_day: { takes: "one", words: "is on", fits: sameDay, dated: true },
  within_last: { takes: "duration", words: "was within the last", fits: withinLast, dated: true, turns: (left, right, at) => turns(left, right, at, 1) },
  not_within_last: { takes: "duration", words: "was not within the last", negates: "within_last" },
  within_next: { takes: "duration", words: "is within the next", fits: withinNext, dated: true, turns: (left, right, at) => turns(left, right, at, -1) },
};

export const OPERATOR_NAMES = Object.keys(OPERATORS) as readonly OperatorName[];

export function isOperator(name: unknown): name is OperatorName {
  return typeof name === "string" && Object.hasOwn(OPERATORS, name);
}

/** The operator itself, or what it negates. */
export function positiveOf(op: OperatorName): OperatorName {
  return OPERATORS[op].negates ?? op;
}

function same(left: Json, right: Json, { ignoreCase }: Comparing): boolean {
  if (left === right) return true;
  if (typeof left === "number" || typeof right === "number") return number(left) === number(right);
  // An object is no text of any kind, and one that brings a "toString" of its own would throw here.
  if (typeof left === "object" || typeof right === "object") return false;
  if (typeof left === "boolean" || typeof right === "boolean") return String(left) === String(right);
  return ignoreCase && typeof left === "string" && typeof right === "string" && left.toLowerCase() === right.toLowerCase();
}

function text(value: Json, ignoreCase: boolean): string {
  const plain = typeof value === "string" ? value : typeof value === "object" ? "" : String(value);
  return ignoreCase ? plain.toLowerCase() : plain;
}

const NUMERIC = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;

/** NaN, which fits nothing, for all that is no number. */
function number(value: Json): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && NUMERIC.test(value) ? Number(value) : Number.NaN;
}

function truth(value: Json): boolean | null {
  if (typeof value === "boolean") return value;
  if (value === 1 || value === "1" || value === "true" || value === "TRUE" || value === "True") return true;
  if (value === 0 || value === "0" || value === "false" || value === "FALSE" || value === "False") return false;
  return null;
}

/** Ends included. Numbers, else dates; the last day counts whole. */
function between(left: Json, right: Json, comparing: Comparing): boolean {
  if (!Array.isArray(right) || right.length !== 2) return false;
  const [low, high] = right as [Json, Json];
  if (number(low) <= number(high)) return number(left) >= number(low) && number(left) <= number(high);
  const order = orderOfDates(left, low, comparing);
  return order !== null && order >= 0 && (orderOfDates(left, high, comparing) ?? 1) <= 0;
}

/** -1 before, 0 on the day or at the instant, 1 after; null where one of them is no date. */
function orderOfDates(left: Json, right: Json, { timeZone }: Comparing): -1 | 0 | 1 | null {
  const a = momentOf(left);
  const b = momentOf(right);
  if (a === null || b === null) return null;
  if (a.kind === "day" && b.kind === "day") return a.day < b.day ? -1 : a.day > b.day ? 1 : 0;
  const at = beginOf(a, timeZone);
  return at < beginOf(b, timeZone) ? -1 : at >= afterEndOf(b, timeZone) ? 1 : 0;
}

function sameDay(left: Json, right: Json, { timeZone }: Comparing): boolean {
  const a = momentOf(left);
  const b = momentOf(right);
  return a !== null && b !== null && dayOf(a, timeZone) === dayOf(b, timeZone);
}

function withinLast(left: Json, right: Json, { now, timeZone }: Comparing): boolean {
  const span = typeof right === "string" ? parseDuration(right) : null;
  const moment = momentOf(left);
  if (span === null || moment === null) return false;
  const at = beginOf(moment, timeZone);
  return at <= now && at >= now - span;
}

function withinNext(left: Json, right: Json, { now, timeZone }: Comparing): boolean {
  const span = typeof right === "string" ? parseDuration(right) : null;
  const moment = momentOf(left);
  if (span === null || moment === null) return false;
  const at = beginOf(moment, timeZone);
  return at >= now && at <= now + span;
}

/** The two ends of a stretch of `span` after (1) or before (-1) the moment, both of which are inside. */
function turns(left: Json, right: Json, { timeZone }: Comparing, sign: 1 | -1): readonly Instant[] {
  const span = typeof right === "string" ? parseDuration(right) : null;
  const moment = momentOf(left);
  if (span === null || moment === null) return [];
  const at = beginOf(moment, timeZone);
  return sign === 1 ? [at, at + span + 1] : [at - span, at + 1];
}
