import { type AttributeCondition, type BranchStep, type DelayStep, type ExitStep, outlineOf, type StepNode } from "@beckon/core";
import { expect, test } from "vitest";
import { copied, inserted, led, removed, WAY_IN } from "./stepWays.ts";

const wait = (id: string, next?: string) => ({ id, kind: "delay", delay: { kind: "for", duration: "P1D" }, next }) as DelayStep;
const isVip: AttributeCondition = { kind: "attribute", name: "vip", op: "exists" };
const branch = (id: string, next?: string, otherwise?: string) =>
  ({ id, kind: "branch", branches: [{ name: "yes", if: isVip, next }], else: otherwise }) as BranchStep;
const exit = (id: string) => ({ id, kind: "exit" }) as ExitStep;

/** `a, b, end`: the ids of the steps as they are walked. */
const walked = (steps: readonly StepNode[]) =>
  outlineOf({ steps })
    .map(({ step, way, again }) => `${way === "" ? "" : `${way}: `}${step ?? "end"}${again ? " again" : ""}`)
    .join(", ");

test("a step that is put into a way leads on to what followed", () => {
  expect(walked(inserted([wait("a", "b"), wait("b")], { from: "a", way: "next" }, wait("new")))).toBe("a, new, b, end");
});

test("a step that is put before the first becomes the first", () => {
  expect(walked(inserted([wait("a")], WAY_IN, wait("new")))).toBe("new, a, end");
});

test("a branch that is put into a way loses nobody: all its ways go on", () => {
  expect(walked(inserted([wait("a", "b"), wait("b")], { from: "a", way: "next" }, branch("new")))).toBe("a, new, yes: b, end, all others: b again");
});

test("when a step is taken out, what followed moves up, and what only it led to goes with it", () => {
  const steps = [wait("a", "fork"), branch("fork", "b", "c"), wait("b"), wait("c")];
  expect(walked(removed(steps, "fork", "b"))).toBe("a, b, end");
});

test("when the first step is taken out, the next is the first", () => {
  expect(walked(removed([wait("a", "b"), exit("lost"), wait("b")], "a", "b"))).toBe("b, end, not connected: lost");
});

test("the only step can be taken out", () => {
  expect(removed([wait("a")], "a", undefined)).toEqual([]);
});

test("a step whose way leads back to itself can be taken out", () => {
  expect(walked(removed([wait("a", "b"), wait("b", "b")], "b", "b"))).toBe("a, end");
});

test("a way may lead to a step that is there already", () => {
  expect(walked(led([wait("a", "b"), wait("b")], { from: "b", way: "next" }, "a"))).toBe("a, b, a again");
});

test("a copy has an id of its own and leads nowhere", () => {
  expect(copied([wait("pause", "b"), wait("pause-2"), wait("b")], wait("pause", "b"))).toEqual(wait("pause-3"));
});
