import { parseDuration } from "@beckon/core";
import { expect, test } from "vitest";
import { joinDuration, splitDuration } from "./durationParts.ts";

test("a duration is shown in the unit in which it was written", () => {
  expect(splitDuration("PT30M")).toEqual({ count: 30, unit: "M" });
  expect(splitDuration("PT90M")).toEqual({ count: 90, unit: "M" });
  expect(splitDuration("P7D")).toEqual({ count: 7, unit: "D" });
});

test("a duration of several units is shown in one, without losing anything", () => {
  for (const duration of ["PT1H30M", "P1DT12H", "P1W2D", "PT1M1S"]) {
    const { count, unit } = splitDuration(duration);
    expect(parseDuration(joinDuration(count, unit))).toBe(parseDuration(duration));
  }
});
