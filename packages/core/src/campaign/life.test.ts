import { expect, test } from "vitest";
import { lifeOf, localInstant } from "./life.ts";

test("start and end are instants in the zone they state", () => {
  expect(lifeOf({ life: { start: "2026-12-01T00:00", end: "2027-01-01T00:00", timeZone: "Europe/Berlin" } })).toEqual({
    start: Date.UTC(2026, 10, 30, 23),
    end: Date.UTC(2026, 11, 31, 23),
  });
});

test("what is not stated is open", () => {
  expect([lifeOf({}), lifeOf({ life: { end: "2026-12-01T00:00", timeZone: "UTC" } })]).toEqual([
    { start: null, end: null },
    { start: null, end: Date.UTC(2026, 11, 1) },
  ]);
});

test("a start that the clocks skip is the first moment after the gap", () => {
  expect(localInstant("2026-03-29T02:30", "Europe/Berlin")).toBe(Date.UTC(2026, 2, 29, 1));
});

test.each(["2026-02-30T00:00", "2026-12-01", "2026-12-01T25:00", "2026-12-01T00:00Z", "soon"])("%s is no local time", (text) =>
  expect(localInstant(text, "UTC")).toBe(null),
);
