import type { PeopleFilter } from "@beckon/core";
import { expect, test } from "vitest";
import { segmentOfFilter } from "./segmentOfFilter.ts";

test("events and attributes become conditions of a segment", () => {
  const filter: PeopleFilter = [
    { kind: "attribute", name: "plan", op: "equals", value: "pro" },
    { kind: "event", event: "Order Completed", did: false, within: "P30D" },
  ];
  expect(segmentOfFilter(filter)).toEqual({
    condition: {
      kind: "all",
      conditions: [filter[0], { kind: "did", event: "Order Completed", count: { op: "at_most", value: 0 }, within: "P30D" }],
    },
    left: [],
  });
});

test("what no segment can ask is named and not dropped silently", () => {
  expect(segmentOfFilter([{ kind: "seen", within: "P7D" }])).toEqual({ condition: undefined, left: ["last seen in the last 1 week"] });
});
