import { type ConditionNode, checkCondition, type Problem } from "@beckon/core";

const NONE: Problem = { severity: "error", code: "empty", path: "condition", message: "Add a condition: without one nobody would be in it." };

/** Everything that this app can tell is wrong with a condition, at its place in the document. */
export function conditionProblems(condition: ConditionNode | undefined): readonly Problem[] {
  return condition === undefined ? [NONE] : checkCondition(condition, "condition");
}

/** What a condition still lacks to be kept at all, or null. */
export function conditionProblem(condition: ConditionNode | undefined): string | null {
  return conditionProblems(condition).find(({ severity }) => severity === "error")?.message ?? null;
}
