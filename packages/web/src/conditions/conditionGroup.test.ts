import type { ConditionNode } from "@beckon/core";
import { describe, expect, test } from "vitest";
import { groupOf, nodeOf } from "./conditionGroup.ts";

const vip = { kind: "attribute", name: "vip", op: "is_true" } as ConditionNode;
const rich = { kind: "attribute", name: "spent", op: "at_least", value: 100 } as ConditionNode;
const there = (node: unknown) => nodeOf(groupOf(node as ConditionNode));

describe("condition groups", () => {
  test("no condition is an empty group, and an empty group no condition", () => {
    expect(groupOf(undefined).conditions).toEqual([]);
    expect(nodeOf({ mode: "any", conditions: [] })).toBeUndefined();
  });

  test("every tree comes back as it was", () => {
    const trees = [
      vip,
      { kind: "all", conditions: [vip, rich] },
      { kind: "any", conditions: [vip] },
      { kind: "any", conditions: [vip, { kind: "all", conditions: [rich, vip] }] },
      { kind: "not", condition: vip },
      { kind: "not", condition: { kind: "any", conditions: [vip, rich] } },
      { kind: "not", condition: { kind: "all", conditions: [vip, rich] } },
      { kind: "all", conditions: [{ kind: "not", condition: vip }] },
    ];
    for (const tree of trees) expect(there(tree)).toEqual(tree);
  });

  test("none of two is what neither of them is", () => {
    expect(nodeOf({ mode: "none", conditions: [vip, rich] })).toEqual({ kind: "not", condition: { kind: "any", conditions: [vip, rich] } });
  });
});
