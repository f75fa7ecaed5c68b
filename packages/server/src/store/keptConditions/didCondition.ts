import { aggregatesOf, type Count, type DidCondition, parseDuration, type Sum } from "@beckon/core";
import { type Keeping, type KeptSql, keptReader, lasting } from "./keptReader.ts";

const ONCE: Count = { op: "at_least", value: 1 };
const SIGNS = { at_least: ">=", at_most: "<=", exactly: "=" } as const;
const SUM_SIGNS: { readonly [op in Sum["op"]]: string } = { at_least: ">=", at_most: "<=", greater_than: ">", less_than: "<" };

/** How often, ever or in a moving window, and how much ever. Days of the calendar, and how much in a window, are the judge's. */
export const didCondition = keptReader<DidCondition>("did", (condition, keeping) => {
  const { within, from, until, sum } = condition;
  const [definition] = aggregatesOf(condition);
  if (definition === undefined || from !== undefined || until !== undefined || (within !== undefined && sum !== undefined)) return null;
  const body = keeping.aggregate(definition);
  return within === undefined ? ever(condition, body, keeping) : inWindow(condition.count ?? ONCE, parseDuration(within) ?? 0, body, keeping);
});

function ever({ count, sum }: DidCondition, body: string, { parameters }: Keeping): KeptSql | null {
  const asked = count ?? (sum === undefined ? ONCE : null);
  const parts = [
    ...(asked === null ? [] : [`coalesce((${body} ->> 'count')::float8, 0) ${SIGNS[asked.op]} ${parameters.add(asked.value, "float8")}`]),
    ...(sum === undefined ? [] : [`coalesce((${body} ->> 'sum')::float8, 0) ${SUM_SIGNS[sum.op]} ${parameters.add(sum.value, "float8")}`]),
  ];
  return lasting(`(${parts.join(" and ")})`);
}

/** Marks are in the order of time, so those inside the window are the last ones. Mostly all are. */
function inWindow({ op, value }: Count, span: number, body: string, { parameters, moment }: Keeping): KeptSql {
  const marks = `(${body} -> 'marks')`;
  const now = moment();
  const width = parameters.add(span, "float8");
  const all = `jsonb_array_length(${marks})`;
  const isInside = (at: string) => `${at} > ${now} - ${width}`;
  const times = `coalesce(case when ${isInside(`(${marks} -> 0 ->> 0)::float8`)} then ${all}
    else (select count(*) from jsonb_array_elements(${marks}) as mark where ${isInside("(mark ->> 0)::float8")}) end, 0)`;
  const asked = parameters.add(value, "int");
  // The mark with whose lapse the answer turns, counted from the end: see core's countLapse.
  const endsAt = (fromEnd: string) => `(${marks} -> (${all} - ${fromEnd})::int ->> 0)::float8 + ${width}`;
  const turnsAsOne = `when ${times} ${op === "at_least" ? ">=" : "="} ${asked} then ${endsAt(asked)}`;
  const turnsBeyond = `when ${times} > ${asked} then ${endsAt(`${asked} - 1`)}`;
  return {
    holds: `(${times} ${SIGNS[op]} ${asked})`,
    lapse: `(case ${op === "at_most" ? "" : turnsAsOne} ${op === "at_least" ? "" : turnsBeyond} end)`,
  };
}
