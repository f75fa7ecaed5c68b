import { addDuration, type Count, type DidCondition, formatInstant } from "@beckon/core";
import { reader, UNSAID } from "./reader.ts";

const ONCE: Count = { op: "at_least", value: 1 };
/** No more are kept of a window. */
const TIMES_MAX = 1_000;
const SIGNS = { at_least: ">=", at_most: "<=", exactly: "=" } as const;

/**
 * How often something was done, counted from the history. Filters, sums and days are the judge's. So is everybody whom others were
 * merged into: their past stands under several names.
 */
export const didCondition = reader<DidCondition>("did", (condition, parameters, { now }) => {
  const { event, where, sum, within, from, until, count = ONCE } = condition;
  if (where !== undefined || sum !== undefined || from !== undefined || until !== undefined || count.value > TIMES_MAX) return UNSAID;
  const since = within === undefined ? "" : `and e.at > ${parameters.add(formatInstant(addDuration(now, within, -1)), "timestamptz")}`;
  const times = `(select count(*) from (
    select from events e where e.bucket = p.bucket and e.profile_id = p.id and e.name = ${parameters.add(event, "text")} ${since}
      and not coalesce(e.extra -> 'flags' ? 'machine', false) limit ${parameters.add(count.value + 1, "int")}) as done)`;
  return `(case when exists (select from merges m where m.survivor = p.id) then null else ${times} ${SIGNS[count.op]} ${parameters.add(count.value, "int")} end)`;
});
