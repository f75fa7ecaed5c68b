import { type ConditionNode, describeCondition } from "@beckon/core";

/** A condition as a sentence of its own; what is still to be chosen is an ellipsis. */
export function sentenceOf(condition: ConditionNode): string {
  const words = describeCondition(condition).replaceAll("“”", "“…”");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
