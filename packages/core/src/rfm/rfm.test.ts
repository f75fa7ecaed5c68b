import { expect, test } from "vitest";
import { fifthsOf, RFM_GROUPS, RFM_SCORES, rfmGroupOf } from "./rfm.ts";

const SCORES = Array.from({ length: RFM_SCORES }, (_, index) => index + 1);

test("each pair of scores is in exactly one group, and no group is empty", () => {
  const inside = (score: number, [from, to]: readonly [number, number]) => score >= from && score <= to;
  const pairs = SCORES.flatMap((recency) => SCORES.map((frequency) => ({ recency, frequency })));
  const groups = pairs.map(({ recency, frequency }) => RFM_GROUPS.filter((group) => inside(recency, group.recency) && inside(frequency, group.frequency)));
  expect(groups.every(({ length }) => length === 1)).toBe(true);
  expect(new Set(groups.flat()).size).toBe(RFM_GROUPS.length);
});

test.each([
  [5, 5, "champions"],
  [5, 1, "new"],
  [4, 1, "promising"],
  [4, 3, "potential_loyalists"],
  [3, 4, "loyal"],
  [3, 3, "need_attention"],
  [3, 1, "about_to_sleep"],
  [2, 4, "at_risk"],
  [1, 5, "cannot_lose_them"],
  [2, 2, "hibernating"],
  [1, 1, "lost"],
])("recency %i and frequency %i are %s", (recency, frequency, key) => {
  expect(rfmGroupOf({ recency, frequency }).key).toBe(key);
});

test("a fifth is never short of people by a rounding", () => {
  expect(fifthsOf(35)).toEqual([7, 14, 21, 28]);
  expect(fifthsOf(1)).toEqual([1, 1, 1, 1]);
  expect(fifthsOf(6)).toEqual([2, 3, 4, 5]);
});
