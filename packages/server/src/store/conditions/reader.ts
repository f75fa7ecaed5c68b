import type { ConditionNode, Instant } from "@beckon/core";
import type { Parameters } from "../parameters.ts";

/** When it is asked. */
export interface Asking {
  readonly now: Instant;
}

/**
 * Reads one kind of condition about a profile `p` as SQL with three answers, by SQL's own logic: true, false, and null for "cannot be
 * said here". It never says true or false where core's judge says otherwise; whoever asks judges the rows with null again, in memory.
 */
export interface ConditionReader {
  readonly kind: string;
  sql(condition: ConditionNode, parameters: Parameters, asking: Asking, inner: (part: ConditionNode) => string): string;
}

/** Ties the type of a kind's document to its name, which is what it is found by. */
export function reader<C extends ConditionNode>(
  kind: C["kind"],
  sql: (condition: C, parameters: Parameters, asking: Asking, inner: (part: ConditionNode) => string) => string,
): ConditionReader {
  return { kind, sql: sql as ConditionReader["sql"] };
}

/** Cannot be said here. */
export const UNSAID = "null::boolean";
