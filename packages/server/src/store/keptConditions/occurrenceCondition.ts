import { aggregatesOf, type OccurrenceCondition, parseDuration } from "@beckon/core";
import { type KeptSql, keptReader } from "./keptReader.ts";

/** Within the last so long, or not. Dates are the judge's. */
export const occurrenceCondition = keptReader<OccurrenceCondition>("occurrence", (condition, keeping): KeptSql | null => {
  const { op, value, which } = condition;
  const [definition] = aggregatesOf(condition);
  const span = typeof value === "string" ? parseDuration(value) : null;
  if (definition === undefined || span === null || (op !== "within_last" && op !== "not_within_last")) return null;
  const end = `((${keeping.aggregate(definition)} ->> '${which}')::float8 + ${keeping.parameters.add(span, "float8")})`;
  const now = keeping.moment();
  const isWithin = `coalesce(${end} > ${now}, false)`;
  return { holds: op === "within_last" ? isWithin : `(not ${isWithin})`, lapse: `(case when ${end} > ${now} then ${end} end)` };
});
