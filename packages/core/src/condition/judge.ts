import type { JsonSchema } from "../json.ts";
import type { ConditionNode, Finding, Subject } from "./condition.ts";
import { CONDITION_KINDS, conditionKindOf } from "./kinds.ts";

/** Judges a condition and says why, with the values found. Never throws. */
export function judgeCondition(condition: ConditionNode, subject: Subject): Finding {
  const judge = (inner: ConditionNode): Finding => conditionKindOf(inner).judge(inner, subject, judge);
  return judge(condition);
}

const sentences = new WeakMap<ConditionNode, string>();

/** The condition as one clause without a full stop: `total is at least 100 and the profile's plan is “pro”`. */
export function describeCondition(condition: ConditionNode): string {
  const known = sentences.get(condition);
  if (known !== undefined) return known;
  const sentence = conditionKindOf(condition).describe(condition, describeCondition);
  sentences.set(condition, sentence);
  return sentence;
}

/** Names of the attributes the condition reads, each once. */
export function attributesOf(condition: ConditionNode): readonly string[] {
  const attributes = (inner: ConditionNode): readonly string[] => conditionKindOf(inner).attributes?.(inner, attributes) ?? [];
  return [...new Set(attributes(condition))];
}

/** The schema of any condition: `$defs/condition` of the documents that hold one. */
export const conditionSchema: JsonSchema = {
  title: "Condition",
  oneOf: CONDITION_KINDS.map((kind) => kind.schema),
};
