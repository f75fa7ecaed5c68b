import { afterEndsBetween, beginsBetween, type Instant, type Moment, momentOf, type OccurrenceCondition, parseDuration } from "@beckon/core";
import type { Parameters } from "../parameters.ts";
import { instantSql } from "./countedPast.ts";
import { reader, UNSAID } from "./reader.ts";

/** When it was for the first or last time; left to the judge where an event that may not count would be it. */
export const occurrenceCondition = reader<OccurrenceCondition>("occurrence", (condition, parameters, { now, past }, inner) => {
  const { event, where, which } = condition;
  if (past === undefined) return UNSAID;
  const counts = where === undefined ? "true" : inner(where, { now, properties: "e.properties" });
  const [pick, isNearer] = which === "first" ? ["min", "<"] : ["max", ">"];
  const done = past.ask(
    { names: [event] },
    (history) => `select whose, ${pick}(at) filter (where counts) as sure, ${pick}(at) filter (where counts is null) as unsure
      from (select whose, at, ${counts} as counts from ${history}) as each group by whose`,
  );
  const isPlain = `${done}.unsure is null or coalesce(not ${done}.unsure ${isNearer} ${done}.sure, false)`;
  return `(case when ${isPlain} then ${fitsSql(condition, `${done}.sure`, now, parameters)} end)`;
});

/** Core reads smaller numbers as seconds. */
const SECONDS_BELOW = 1e11;

/** Whether the instant, which is null for never, fits the comparison. */
function fitsSql({ op, value }: OccurrenceCondition, at: string, now: Instant, parameters: Parameters): string {
  if (op === "within_last" || op === "not_within_last") {
    const span = typeof value === "string" ? parseDuration(value) : null;
    const isWithin = span === null ? "false" : `coalesce(${at} > ${instantSql(now - span, parameters)}, false)`;
    return op === "within_last" ? isWithin : `(not ${isWithin})`;
  }
  const said = datedSql(op, value, at, parameters);
  return `(case when ${at} is null then false when ${at} >= ${instantSql(SECONDS_BELOW, parameters)} then ${said} end)`;
}

function datedSql(op: string, value: unknown, at: string, parameters: Parameters): string {
  if (op === "between") {
    const [low, high] = Array.isArray(value) ? value.map(dateOf) : [];
    return low && high ? `(${fromSql(low, at, parameters)} and ${upToSql(high, at, parameters)})` : UNSAID;
  }
  const moment = dateOf(value);
  if (moment === null) return UNSAID;
  if (op === "before") return `(not ${fromSql(moment, at, parameters)})`;
  if (op === "after") return `(not ${upToSql(moment, at, parameters)})`;
  return op === "on_day" && moment.kind === "day" ? `(${fromSql(moment, at, parameters)} and ${upToSql(moment, at, parameters)})` : UNSAID;
}

/** Only what is written as a date: numbers are compared as such first. */
function dateOf(value: unknown): Moment | null {
  return typeof value === "string" && value.includes("-", 1) ? momentOf(value) : null;
}

/** At or after the moment's begin, in any zone. */
function fromSql(moment: Moment, at: string, parameters: Parameters): string {
  const [first, last] = beginsBetween(moment);
  return `(case when ${at} >= ${instantSql(last, parameters)} then true when ${at} < ${instantSql(first, parameters)} then false end)`;
}

/** Not after the moment's end, in any zone. */
function upToSql(moment: Moment, at: string, parameters: Parameters): string {
  const [first, last] = afterEndsBetween(moment);
  return `(case when ${at} < ${instantSql(first, parameters)} then true when ${at} >= ${instantSql(last, parameters)} then false end)`;
}
