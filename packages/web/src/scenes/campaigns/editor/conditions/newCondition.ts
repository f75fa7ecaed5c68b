import type { AttributeCondition, ConditionNode, ConsentCondition, PropertyCondition } from "@beckon/core";

/** A condition as it begins, before anything is chosen. */
export function newCondition(kind: "attribute" | "property" | "consent"): ConditionNode {
  if (kind === "consent") return { kind, topic: "", is: "subscribed" } satisfies ConsentCondition as ConditionNode;
  return { kind, name: "", op: "equals", value: "" } satisfies AttributeCondition | PropertyCondition as ConditionNode;
}
