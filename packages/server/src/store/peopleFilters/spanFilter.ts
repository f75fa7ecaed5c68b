import { addDuration, afterEndOf, beginOf, formatInstant, momentOf, type SpanFilter } from "@beckon/core";
import { filterKind } from "./filterKind.ts";

const COLUMNS = { created: "p.created_at", seen: "p.last_seen_at" } as const;

/** Created or last seen: within the last so many days, between days (both ends count), or never. */
export const spanFilter = filterKind<SpanFilter>(["created", "seen"], ({ kind, within, from, to, never }, parameters, { now, timeZone }) => {
  const column = COLUMNS[kind];
  if (never) return `(${column} is null)`;
  const parts = [`${column} is not null`];
  if (within !== undefined) parts.push(`${column} >= ${parameters.add(formatInstant(addDuration(now, within, -1)), "timestamptz")}`);
  const [first, last] = [momentOf(from), momentOf(to)];
  if (first) parts.push(`${column} >= ${parameters.add(formatInstant(beginOf(first, timeZone)), "timestamptz")}`);
  if (last) parts.push(`${column} < ${parameters.add(formatInstant(afterEndOf(last, timeZone)), "timestamptz")}`);
  return `(${parts.join(" and ")})`;
});
