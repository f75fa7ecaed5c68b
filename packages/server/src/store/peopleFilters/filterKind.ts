import type { Instant, PeopleFilterItem } from "@beckon/core";
import type { Parameters } from "../parameters.ts";

/** The moment and place of asking. */
export interface Asking {
  readonly now: Instant;
  /** Days begin and end by this clock. */
  readonly timeZone: string;
}

/** One kind of filter: what it asks of a profile `p`, as SQL that is true, false, or null where memory must judge. */
export interface FilterKind {
  readonly kinds: readonly string[];
  sql(filter: PeopleFilterItem, parameters: Parameters, asking: Asking): string;
}

/** Ties the type of a kind's document to its name, which is what it is found by. */
export function filterKind<F extends PeopleFilterItem>(
  kinds: readonly F["kind"][],
  sql: (filter: F, parameters: Parameters, asking: Asking) => string,
): FilterKind {
  return { kinds, sql: sql as FilterKind["sql"] };
}
