import { expect, test } from "vitest";
import { describeDuration, durationSchema, parseDuration } from "./duration.ts";
import { DAY, HOUR, MINUTE } from "./instant.ts";

test("reads exact lengths of time", () => {
  expect(["PT30M", "PT2H", "P1D", "P2W", "P1DT12H", "PT0S"].map(parseDuration)).toEqual([30 * MINUTE, 2 * HOUR, DAY, 14 * DAY, 36 * HOUR, 0]);
});

test.each(["", "P", "PT", "P1M", "P1Y", "P1DT", "-P1D", "1D", "P1.5D", "PT99999999999S", "P99999W"])("refuses %j, and so does the schema", (text) => {
  expect(parseDuration(text)).toBe(null);
  expect(new RegExp(durationSchema["pattern"] as string).test(text)).toBe(false);
});

test.each([
  ["PT30M", "30 minutes"],
  ["P1D", "1 day"],
  ["P2W", "2 weeks"],
  ["P14D", "2 weeks"],
  ["P10D", "10 days"],
  ["P1DT12H", "1 day 12 hours"],
  ["PT0S", "no time"],
])("says %s as %s", (duration, words) => expect(describeDuration(duration)).toBe(words));
