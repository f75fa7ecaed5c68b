import type { Instant, Json, JsonObject } from "@beckon/core";
import type { Example } from "../store/registry.ts";

/** What was seen of one event name since the last flush. */
export interface EventTally {
  at: Instant;
  count: number;
  violations: number;
  sample: JsonObject;
}

/** What was seen of one property since the last flush. */
export interface PropertyTally {
  at: Instant;
  readonly types: { [type: string]: number };
  readonly examples: Map<string | number | boolean, number>;
}

/** Kept per property, in memory between flushes and in the database. */
const EXAMPLES_KEPT = 50;
const EXAMPLE_LENGTH = 100;

/** Values of these are people's own business: the catalogue shows the type and not who. */
const PRIVATE = /mail|phone|name|address|street|birth|password|secret|token|iban|card|ssn|ip$/i;

/** Adds one value to the tally of its property. */
export function tallyValue(tally: PropertyTally, name: string, value: Json, at: Instant): void {
  const type = typeOf(value);
  tally.at = at;
  tally.types[type] = (tally.types[type] ?? 0) + 1;
  if (typeof value === "object" || (typeof value === "string" && value.length > EXAMPLE_LENGTH)) return;
  const count = tally.examples.get(value);
  if (count !== undefined) tally.examples.set(value, count + 1);
  else if (tally.examples.size < EXAMPLES_KEPT && !PRIVATE.test(name)) tally.examples.set(value, 1);
}

export function newPropertyTally(at: Instant): PropertyTally {
  return { at, types: {}, examples: new Map() };
}

/** What is known and what was seen, together: counts added, the most frequent values kept. */
export function mergedProperty(
  known: { readonly types: { readonly [type: string]: number }; readonly examples: readonly Example[] } | undefined,
  seen: PropertyTally,
): { types: { [type: string]: number }; examples: Example[] } {
  const types = { ...known?.types };
  for (const [type, count] of Object.entries(seen.types)) types[type] = (types[type] ?? 0) + count;
  const counts = new Map<Json, number>((known?.examples ?? []).map(({ value, count }) => [value, count]));
  for (const [value, count] of seen.examples) counts.set(value, (counts.get(value) ?? 0) + count);
  const examples = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
  return { types, examples: examples.slice(0, EXAMPLES_KEPT) };
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value === "string" && DATE.test(value) ? "date" : typeof value;
}

/** Dates come as texts in JSON; triggers and templates want to know which. */
const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}|$)/;
