import { at } from "../schema/problem.ts";
import type { ConditionNode } from "./condition.ts";

/** A condition inside another, with its place in the document. */
export interface PlacedCondition {
  readonly node: ConditionNode;
  readonly path: string;
  /** It is asked of an event of the past, not of the person. */
  readonly inWhere: boolean;
}

/** The condition and all that it holds, wherever it stands. */
export function placedConditions(node: ConditionNode, path: string, inWhere = false): PlacedCondition[] {
  const {
    conditions = [],
    condition,
    where,
  } = node as ConditionNode & {
    readonly conditions?: readonly ConditionNode[];
    readonly condition?: ConditionNode;
    readonly where?: ConditionNode;
  };
  return [
    { node, path, inWhere },
    ...conditions.flatMap((part, i) => placedConditions(part, at(at(path, "conditions"), i), inWhere)),
    ...(condition === undefined ? [] : placedConditions(condition, at(path, "condition"), inWhere)),
    ...(where === undefined ? [] : placedConditions(where, at(path, "where"), true)),
  ];
}
