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

test("ways stand from left to right as they are ranked, all others last, whatever follows them", () => {
  const depth = fc.nat({ max: 3 });
  fc.assert(
    fc.property(fc.tuple(depth, depth, depth), (depths) => {
      const chain = (way: number) => Array.from({ length: depths[way] ?? 0 }, (_, i) => `${way}-${i}`);
      const first = (way: number) => chain(way)[0];
      const branches = [0, 1].map((way) => ({ name: `way ${way}`, if: isVip, next: first(way) }));
      const steps = [
        { id: "fork", kind: "branch", branches, else: first(2) } as BranchStep,
        ...[2, 0, 1].flatMap((way) => chain(way).map((id, i) => wait(id, chain(way)[i + 1]))),
      ];
      const labels = layOut({ steps }).ways.filter(({ source }) => source === "fork");
      const fromLeft = [...labels].sort((one, two) => one.at.x - two.at.x).map(({ label }) => label);
      expect(fromLeft).toEqual(["way 0", "way 1", "all others"]);
    }),
    { numRuns: 30 },
  );
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
