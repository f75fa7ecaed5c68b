import type { ConditionNode } from "@beckon/core";
import { describe, expect, test } from "vitest";
import { conditionCount, moved, partPath, stepped } from "./conditionTree.ts";

const leaf = (name: string) => ({ kind: "attribute", name, op: "exists" }) as ConditionNode;
const [a, b, c, d] = [leaf("a"), leaf("b"), leaf("c"), leaf("d")];
const all = (...conditions: (ConditionNode | undefined)[]) => ({ kind: "all", conditions }) as ConditionNode;
const any = (...conditions: (ConditionNode | undefined)[]) => ({ kind: "any", conditions }) as ConditionNode;

describe("moving a condition", () => {
  test("into a group and before what stands there", () => {
    expect(moved(all(a, any(b, c)), [0], { group: [1], index: 1 })).toEqual({ node: all(any(b, a, c)), place: [0, 1] });
  });

  test("within its group, down as well as up", () => {
    expect(moved(all(a, b, c), [0], { group: [], index: 2 })?.node).toEqual(all(b, a, c));
    expect(moved(all(a, b, c), [2], { group: [], index: 0 })?.node).toEqual(all(c, a, b));
  });

  test("takes away the group that it leaves empty", () => {
    expect(moved(all(a, any(b)), [1, 0], { group: [], index: 0 })).toEqual({ node: all(b, a), place: [0] });
  });

  test("no group goes into itself, and none deeper than can be read", () => {
    expect(moved(all(a, any(b, all(c, d))), [1], { group: [1, 1], index: 0 })).toBeNull();
    expect(moved(all(any(a, all(b, c)), any(c, d)), [1], { group: [0, 1], index: 0 })).toBeNull();
  });
});

describe("moving by steps", () => {
  test("down goes through every place and out at the end", () => {
    const tree = all(a, any(b, c), d);
    const first = stepped(tree, [0], "down");
    expect(first?.node).toEqual(all(any(a, b, c), d));
    const second = stepped(first?.node, first?.place ?? [], "down");
    expect(second?.node).toEqual(all(any(b, a, c), d));
    const third = stepped(second?.node, second?.place ?? [], "down");
    const fourth = stepped(third?.node, third?.place ?? [], "down");
    expect(fourth).toEqual({ node: all(any(b, c), a, d), place: [1] });
  });

  test("in opens a group where there is none beside it, and out leaves it", () => {
    const inside = stepped(all(a, b), [1], "in");
    expect(inside).toEqual({ node: all(a, any(b)), place: [1, 0] });
    expect(stepped(inside?.node, [1, 0], "out")).toEqual({ node: all(a, b), place: [1] });
  });

  test("nothing is lost or doubled, wherever a step leads", () => {
    const tree = all(a, any(b, all(c, d)), { kind: "not", condition: any(a, b) } as ConditionNode);
    for (const place of [[0], [1], [1, 0], [1, 1], [1, 1, 0], [2], [2, 1]])
      for (const step of ["up", "down", "in", "out"] as const) {
        const result = stepped(tree, place, step);
        if (result) expect(conditionCount(result.node), `${place} ${step}`).toBe(conditionCount(tree));
      }
  });
});

test("a part has the path under which the server names it", () => {
  expect(partPath(a, "condition", 0)).toBe("condition");
  expect(partPath(all(a, b), "condition", 1)).toBe("condition.conditions[1]");
  expect(partPath({ kind: "not", condition: any(a, b) } as ConditionNode, "condition", 1)).toBe("condition.condition.conditions[1]");
  expect(partPath({ kind: "not", condition: a } as ConditionNode, "condition", 0)).toBe("condition.condition");
});
