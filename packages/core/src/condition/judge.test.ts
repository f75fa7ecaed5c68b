import fc from "fast-check";
import { expect, test } from "vitest";
import type { ConditionNode, Subject } from "./condition.ts";
import { describeCondition, judgeCondition, readsOf } from "./judge.ts";

const subject: Subject = {
  attributes: { plan: "pro", address: { city: "Bonn" } },
  consent: { channels: { email: "unsubscribed" }, topics: { news: "subscribed" } },
  properties: { total: 80, products: [{ sku: "A-1" }] },
  entry: null,
  country: null,
  now: Date.UTC(2026, 0, 15),
  timeZone: "UTC",
};

const isPro = { kind: "attribute", name: "plan", op: "equals", value: "pro" };
const isBig = { kind: "property", name: "total", op: "at_least", value: 100 };
const holds = (condition: ConditionNode) => judgeCondition(condition, subject).holds;
const group = (kind: string, ...conditions: ConditionNode[]) => ({ kind, conditions });

test("all, any and not", () => {
  expect([holds(group("all", isPro, isBig)), holds(group("any", isPro, isBig)), holds({ kind: "not", condition: isBig } as ConditionNode)]).toEqual([
    false,
    true,
    true,
  ]);
});

test("shows every part with what was found, also after the first no", () => {
  expect(judgeCondition(group("all", isBig, isPro), subject)).toEqual({
    holds: false,
    condition: "all of these hold",
    parts: [
      { holds: false, condition: "total is at least 100", found: 80 },
      { holds: true, condition: "the person's plan is “pro”", found: "pro" },
    ],
  });
});

test("consent is what the person said, or unknown", () => {
  const consent = (state: string, of: object) => holds({ kind: "consent", is: state, ...of } as ConditionNode);
  expect([
    consent("unsubscribed", { channel: "email" }),
    consent("subscribed", { topic: "news" }),
    consent("unknown", { channel: "sms" }),
    consent("unknown", { topic: "constructor" }),
  ]).toEqual([true, true, true, true]);
});

test("a kind from a newer version never holds and says so", () => {
  expect(judgeCondition({ kind: "weather" }, subject)).toEqual({ holds: false, condition: "unknown condition “weather”" });
});

test("names what it reads, of a path with the attribute that a path begins in", () => {
  const compared = { kind: "property", name: "total", op: "greater_than", value: { from: "attribute", name: "limits.order" } };
  const city = { kind: "attribute", name: "address.city", op: "exists" };
  expect(readsOf(group("any", isPro, isPro, compared, { kind: "not", condition: city } as ConditionNode))).toEqual([
    "attribute:plan",
    "attribute:limits.order",
    "attribute:limits",
    "attribute:address.city",
    "attribute:address",
  ]);
});

test("reads as a clause", () => {
  expect(describeCondition(group("all", isBig, group("any", isPro, { kind: "not", condition: isBig } as ConditionNode)))).toBe(
    "total is at least 100 and (the person's plan is “pro” or not (total is at least 100))",
  );
});

/** Trees of the three groups over two leaves, with the truth worked out beside. */
const tree = fc.letrec<{ node: { condition: ConditionNode; truth: boolean } }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom({ condition: isPro as ConditionNode, truth: true }, { condition: isBig as ConditionNode, truth: false }),
    fc
      .array(tie("node"), { minLength: 1, maxLength: 4 })
      .map((parts) => ({ condition: group("all", ...parts.map((part) => part.condition)), truth: parts.every((part) => part.truth) })),
    fc
      .array(tie("node"), { minLength: 1, maxLength: 4 })
      .map((parts) => ({ condition: group("any", ...parts.map((part) => part.condition)), truth: parts.some((part) => part.truth) })),
    tie("node").map((part) => ({ condition: { kind: "not", condition: part.condition } as ConditionNode, truth: !part.truth })),
  ),
})).node;

test("any tree is judged as logic says", () => {
  fc.assert(fc.property(tree, ({ condition, truth }) => holds(condition) === truth));
});
