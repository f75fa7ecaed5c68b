import {
  addDuration,
  afterEndsBetween,
  beginsBetween,
  type DidCondition,
  isBounded,
  MARKS_MAX,
  momentOf,
  ONCE,
  type Period,
  type Sum,
  widest,
} from "@beckon/core";
import type { Parameters } from "../parameters.ts";
import { absentSql } from "./comparison.ts";
import { instantSql } from "./countedPast.ts";
import { countSql } from "./countSql.ts";
import { reader, UNSAID } from "./reader.ts";

/**
 * How often something was done, or what it adds up to. Where it cannot be said of an event whether it counts, because of what it is
 * asked or because its day depends on the person's zone, the answer is left to the judge only if that event matters.
 */
export const didCondition = reader<DidCondition>("did", (condition, parameters, { now, past }, inner) => {
  const { event, where, sum, within, until, count = sum === undefined ? ONCE : undefined } = condition;
  const bounded = isBounded(condition);
  // No more are kept of a window, so that core says what is true of the newest.
  if (past === undefined || (bounded && (count?.value ?? 0) >= MARKS_MAX)) return UNSAID;
  const filter = where === undefined ? "true" : inner(where, { now, properties: "e.properties" });
  const counts = `(${filter} and ${insideSql(condition, parameters)})`;
  const amount = sum === undefined ? "0" : amountSql(sum, parameters);
  const done = past.ask(
    { names: [event], ...(within === undefined ? {} : { after: addDuration(now, within, -1) }), ...widest(condition) },
    (history) => `select whose, count(*) as all_of_them, count(*) filter (where counts) as sure, count(*) filter (where counts is null) as unsure,
        sum(amount) filter (where counts) as total, coalesce(sum(abs(amount)) filter (where counts) < ${EXACT_BELOW}, true) and not bool_or(counts is null or (counts and amount is null)) as plain
      from (select whose, ${counts} as counts, ${amount} as amount from ${history}) as each group by whose`,
  );
  const parts = [
    ...(count === undefined ? [] : [countSql(count, `coalesce(${done}.sure, 0)`, `coalesce(${done}.unsure, 0)`, parameters)]),
    ...(sum === undefined
      ? []
      : [`(case when ${done}.plain is not false then coalesce(${done}.total, 0)::float8 ${SIGNS[sum.op]} ${parameters.add(sum.value, "float8")} end)`]),
  ];
  const said = `(${parts.join(" and ")})`;
  return bounded && (sum !== undefined || until !== undefined) ? `(case when coalesce(${done}.all_of_them, 0) <= ${MARKS_MAX} then ${said} end)` : said;
});

const SIGNS: { readonly [op in Sum["op"]]: string } = { at_least: ">=", at_most: "<=", greater_than: ">", less_than: "<" };

/** Sums of ten-thousandths are exact in core below it. */
const EXACT_BELOW = "900000000000";

/** Whether the event `e`, which lies in the period in some zone, lies in it in every zone: true, or null for perhaps. */
function insideSql({ from, until }: Period, parameters: Parameters): string {
  const [begin, end] = [momentOf(from), momentOf(until)];
  const parts = [
    ...(begin === null ? [] : [`e.at >= ${instantSql(beginsBetween(begin)[1], parameters)}`]),
    ...(end === null ? [] : [`e.at < ${instantSql(afterEndsBetween(end)[0], parameters)}`]),
  ];
  return parts.length === 0 ? "true" : `(case when ${parts.join(" and ")} then true end)`;
}

/** What the event `e` adds: plain numbers of up to four decimals, also in text, and nothing for what is no number. */
function amountSql({ property }: Sum, parameters: Parameters): string {
  return `(select case
    when v is null then ${absentSql(property, "e.properties", "0", parameters)}
    when jsonb_typeof(v) in ('null', 'boolean', 'object') then 0
    when jsonb_typeof(v) in ('number', 'string') and length(t) <= 15 and t ~ '^-?[0-9]+(\\.[0-9]{1,4})?$' then t::numeric
    when jsonb_typeof(v) = 'string' and t !~ '[0-9]' then 0 end
  from (select v, v #>> '{}' as t from (select e.properties -> ${parameters.add(property, "text")} as v) as found) as found)`;
}
