import type { JsonSchema } from "../json.ts";
import type { AggregateDefinition } from "../segment/aggregate.ts";
import type { Instant } from "../time/instant.ts";
import type { ConditionNode, Finding, Subject } from "./condition.ts";
import { CONDITION_KINDS, conditionKindOf } from "./kinds.ts";

/** Judges a condition and says why, with the values found. Never throws. */
export function judgeCondition(condition: ConditionNode, subject: Subject): Finding {
  const judge = (inner: ConditionNode): Finding => conditionKindOf(inner).judge(inner, subject, judge, describeCondition);
  return judge(condition);
}

const sentences = new WeakMap<ConditionNode, string>();

/** The condition as one clause without a full stop: `total is at least 100 and the person's plan is “pro”`. */
export function describeCondition(condition: ConditionNode): string {
  const known = sentences.get(condition);
  if (known !== undefined) return known;
  const sentence = conditionKindOf(condition).describe(condition, describeCondition);
  sentences.set(condition, sentence);
  return sentence;
}

/** What can change the condition's truth beside time, each once: `attribute:plan`, `event:Order Completed`, `segment:vip`. */
export function readsOf(condition: ConditionNode): readonly string[] {
  const reads = (inner: ConditionNode): readonly string[] => conditionKindOf(inner).reads?.(inner, reads) ?? [];
  return [...new Set(reads(condition))];
}

/** What the condition wants to have kept of the past, each once. */
export function aggregatesOf(condition: ConditionNode): readonly AggregateDefinition[] {
  const aggregates = (inner: ConditionNode): readonly AggregateDefinition[] => conditionKindOf(inner).aggregates?.(inner, aggregates) ?? [];
  return [...new Map(aggregates(condition).map((definition) => [definition.id, definition])).values()];
}

/** The earliest instant after `now` at which the answer may change by time alone, or null. Exact or too early, never too late. */
export function lapseOf(condition: ConditionNode, subject: Subject): Instant | null {
  const lapses = (inner: ConditionNode): Instant | null => conditionKindOf(inner).lapses?.(inner, subject, lapses) ?? null;
  return lapses(condition);
}

/** The schema of any condition: `$defs/condition` of the documents that hold one. */
export const conditionSchema: JsonSchema = {
  title: "Condition",
  oneOf: CONDITION_KINDS.map((kind) => kind.schema),
};
