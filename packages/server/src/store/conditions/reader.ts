import type { ConditionNode, Instant } from "@beckon/core";
import type { Parameters } from "../parameters.ts";
import type { CountedPast } from "./countedPast.ts";

/** When it is asked, and of what. */
export interface Asking {
  readonly now: Instant;
  /** Counts what people did. Where it is left out, nothing can be said about that. */
  readonly past?: CountedPast;
  /** The properties of the event, as SQL, where an event is asked about and not a person. */
  readonly properties?: string;
}

/** A part of a condition as SQL: asked as the whole is, or about an event. */
export type InnerSql = (part: ConditionNode, asking?: Asking) => string;

/**
 * Reads one kind of condition about a profile `p` as SQL with three answers, by SQL's own logic: true, false, and null for "cannot be
 * said here". It never says true or false where core's judge says otherwise; whoever asks judges the rows with null again, in memory.
 */
export interface ConditionReader {
  readonly kind: string;
  sql(condition: ConditionNode, parameters: Parameters, asking: Asking, inner: InnerSql): string;
}

/** Ties the type of a kind's document to its name, which is what it is found by. */
export function reader<C extends ConditionNode>(
  kind: C["kind"],
  sql: (condition: C, parameters: Parameters, asking: Asking, inner: InnerSql) => string,
): ConditionReader {
  return { kind, sql: sql as ConditionReader["sql"] };
}

/** Cannot be said here. */
export const UNSAID = "null::boolean";
