import { describePeriod } from "../condition/counting.ts";
import { describeCondition } from "../condition/judge.ts";
import type { ComputedAttribute, ComputedFunction } from "./computedAttribute.ts";

/** In words how it comes about: `sum of total of “Order Completed” in the last 90 days`. */
export function describeComputed({ event, where, function: how, of = "", within }: ComputedAttribute): string {
  const what = WORDS[how](`“${event}”`, of);
  return [what, within === undefined ? "" : describePeriod({ within }), where === undefined ? "" : ` where ${describeCondition(where)}`].join("");
}

const WORDS: { readonly [how in ComputedFunction]: (event: string, of: string) => string } = {
  count: (event) => `number of ${event}`,
  sum: (event, of) => `sum of ${of} of ${event}`,
  average: (event, of) => `average ${of} of ${event}`,
  minimum: (event, of) => `smallest ${of} of ${event}`,
  maximum: (event, of) => `largest ${of} of ${event}`,
  first: (event, of) => `${of} of the first ${event}`,
  last: (event, of) => `${of} of the last ${event}`,
  most_frequent: (event, of) => `most frequent ${of} of ${event}`,
  distinct: (event, of) => `different values of ${of} of ${event}`,
  days_since_first: (event) => `days since the first ${event}`,
  days_since_last: (event) => `days since the last ${event}`,
};
