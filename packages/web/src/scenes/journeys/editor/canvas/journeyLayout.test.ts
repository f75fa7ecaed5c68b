import type { AttributeCondition, BranchStep, DelayStep, StepNode } from "@beckon/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { layOut } from "./journeyLayout.ts";

const wait = (id: string, next?: string) => ({ id, kind: "delay", delay: { kind: "for", duration: "P1D" }, next }) as DelayStep;
const isVip: AttributeCondition = { kind: "attribute", name: "vip", op: "exists" };
const fork = (id: string, next?: string, otherwise?: string) =>
  ({ id, kind: "branch", branches: [{ name: "yes", if: isVip, next }], else: otherwise }) as BranchStep;
const top = (steps: readonly StepNode[], id: string) => layOut({ steps }).nodes.find((node) => node.id === id)?.y ?? Number.NaN;

test("a journey is drawn from above: the trigger, then each step below the one that leads to it", () => {
  const steps = [wait("a", "b"), wait("b")];
  expect(top(steps, "start:")).toBeLessThan(top(steps, "a"));
  expect(top(steps, "a")).toBeLessThan(top(steps, "b"));
});

test("a way that leads nowhere has an end of its own", () => {
  const ends = layOut({ steps: [fork("a")] }).ways.filter((way) => way.ends);
  expect(ends.map(({ label }) => label)).toEqual(["yes", "all others"]);
  expect(new Set(ends.map(({ target }) => target)).size).toBe(2);
});

test("a journey without a step is a trigger and an end", () => {
  expect(layOut({ steps: [] }).nodes.map(({ kind }) => kind)).toEqual(["start", "end"]);
});

test("no two things stand upon each other, however the ways lead", () => {
  const ids = ["a", "b", "c", "d", "e", "f"];
  const to = fc.option(fc.constantFrom(...ids), { nil: undefined });
  const step = fc.tuple(fc.boolean(), to, to);
  fc.assert(
    fc.property(fc.array(step, { minLength: 6, maxLength: 6 }), (drawn) => {
      const { nodes } = layOut({ steps: drawn.map(([forks, a, b], i) => (forks ? fork(ids[i]!, a, b) : wait(ids[i]!, a))) });
      const hit = nodes.some((one, i) =>
        nodes.slice(i + 1).some((two) => one.x < two.x + two.width && two.x < one.x + one.width && one.y < two.y + two.height && two.y < one.y + one.height),
      );
      expect(hit).toBe(false);
    }),
    { numRuns: 40 },
  );
});
