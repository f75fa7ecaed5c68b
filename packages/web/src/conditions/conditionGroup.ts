import type { AllCondition, AnyCondition, ConditionNode, NotCondition } from "@beckon/core";

/** A group as people think of it: all of these, any of these, none of these. */
export interface ConditionGroup {
  readonly mode: "all" | "any" | "none";
  readonly conditions: readonly ConditionNode[];
}

/** Any tree of all / any / not as groups. A single condition is a group of one. */
export function groupOf(node: ConditionNode | undefined): ConditionGroup {
  if (node === undefined) return { mode: "all", conditions: [] };
  if (isAll(node) || isAny(node)) return { mode: node.kind, conditions: node.conditions };
  if (isNot(node)) return { mode: "none", conditions: isAny(node.condition) ? node.condition.conditions : [node.condition] };
  return { mode: "all", conditions: [node] };
}

/** The document of a group: as plain as it can be said, nothing where it is empty. */
export function nodeOf({ mode, conditions }: ConditionGroup): ConditionNode | undefined {
  const [first, ...rest] = conditions;
  if (first === undefined) return undefined;
  if (mode === "none") return { kind: "not", condition: rest.length === 0 && !isAny(first) ? first : { kind: "any", conditions } } as NotCondition;
  // `any` of one is kept: unwrapped it would read as "all" and the choice would seem lost.
  if (mode === "all" && rest.length === 0 && !isGroup(first)) return first;
  return { kind: mode, conditions } as AllCondition | AnyCondition;
}

export function isGroup(node: ConditionNode): boolean {
  return isAll(node) || isAny(node) || isNot(node);
}

function isAll(node: ConditionNode): node is AllCondition {
  return node.kind === "all";
}

function isAny(node: ConditionNode): node is AnyCondition {
  return node.kind === "any";
}

function isNot(node: ConditionNode): node is NotCondition {
  return node.kind === "not";
}
