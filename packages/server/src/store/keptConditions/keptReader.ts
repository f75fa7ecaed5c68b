import type { AggregateDefinition, ConditionNode } from "@beckon/core";
import type { Parameters } from "../parameters.ts";

/** What SQL says of a condition about a profile `p` from what is kept of their past. */
export interface KeptSql {
  /** True, false, or null where memory must judge the person. */
  readonly holds: string;
  /** The earliest instant after the moment at which that may change by time alone, in milliseconds; null where there is none. Exact or too early. */
  readonly lapse: string;
}

/** What a reader may lean on. Every name it asks for is joined once. */
export interface Keeping {
  readonly parameters: Parameters;
  /** The moment that is asked about, in milliseconds: a value, or a column of the rows. */
  moment(): string;
  /** What is kept for one question: `body`, which is null where nothing is. */
  aggregate(definition: AggregateDefinition): string;
  /** Whether `p` is in the segment that is meant by this key. */
  isMember(key: string): string;
  /** The stage of the life cycle that `p` is in; null where there is none. */
  stage(): string;
  /** What the kind's reader without a past says, with null for whom it cannot say it. */
  plainly(condition: ConditionNode): string;
}

/**
 * Reads one kind of condition as segments are kept: core's judge and core's lapse, said in SQL for many people at once. Where a kind
 * cannot say when its answer lapses it returns null, and whoever asks judges everybody in memory.
 */
export interface KeptReader {
  readonly kind: string;
  sql(condition: ConditionNode, keeping: Keeping, inner: (part: ConditionNode) => KeptSql | null): KeptSql | null;
}

/** Ties the type of a kind's document to its name, which is what it is found by. */
export function keptReader<C extends ConditionNode>(
  kind: C["kind"],
  sql: (condition: C, keeping: Keeping, inner: (part: ConditionNode) => KeptSql | null) => KeptSql | null,
): KeptReader {
  return { kind, sql: sql as KeptReader["sql"] };
}

const NEVER = "null::float8";

/** A condition that time alone does not change. */
export function lasting(holds: string): KeptSql {
  return { holds, lapse: NEVER };
}

/** A reader of a kind that no past and no time changes. */
export function lastingReader(kind: string): KeptReader {
  return { kind, sql: (condition, keeping) => lasting(keeping.plainly(condition)) };
}

/** Several parts as one: it may lapse when any of them does. */
export function joinedBy(word: "and" | "or", parts: readonly ConditionNode[], inner: (part: ConditionNode) => KeptSql | null): KeptSql | null {
  const said = parts.map(inner);
  if (said.length === 0 || said.some((part) => part === null)) return null;
  const all = said as KeptSql[];
  return { holds: `(${all.map(({ holds }) => holds).join(` ${word} `)})`, lapse: `least(${all.map(({ lapse }) => lapse).join(", ")})` };
}
