import type { ConditionNode } from "@beckon/core";
import { expect, test } from "vitest";
import { audienceOf, segmentsOfAudience } from "./audienceSegments.ts";

const vip = { kind: "segment", segment: "vip", is: "in" } as ConditionNode;
const staff = { kind: "segment", segment: "staff", is: "not_in" } as ConditionNode;
const pro = { kind: "attribute", name: "plan", op: "equals", value: "pro" } as ConditionNode;

test("the segments of an audience are taken out, and what else it asks stays", () => {
  expect(segmentsOfAudience({ kind: "all", conditions: [vip, staff, pro] } as ConditionNode)).toEqual({ within: "vip", without: ["staff"], rest: pro });
  expect(segmentsOfAudience(vip)).toEqual({ within: "vip", without: [], rest: undefined });
});

test("any of several is left as it was written", () => {
  const either = { kind: "any", conditions: [vip, pro] } as ConditionNode;
  expect(segmentsOfAudience(either)).toEqual({ within: null, without: [], rest: either });
});

test("put together again it says the same", () => {
  const any = { kind: "any", conditions: [pro, pro] };
  for (const audience of [undefined, vip, staff, pro, { kind: "all", conditions: [vip, staff, pro] }, { kind: "all", conditions: [staff, any] }, any])
    expect(audienceOf(segmentsOfAudience(audience as ConditionNode | undefined))).toEqual(audience);
});
