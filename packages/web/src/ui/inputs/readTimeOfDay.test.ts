import { expect, test } from "vitest";
import { readTimeOfDay } from "./readTimeOfDay.ts";

test("a time of day is understood as people type it", () => {
  expect(["9", "9:30", "0930", " 21:00 ", "24:00"].map(readTimeOfDay)).toEqual(["09:00", "09:30", "09:30", "21:00", "24:00"]);
});

test("what is no time of day is none", () => {
  for (const text of ["", "25", "24:01", "9:60", "9:3", "noon"]) expect(readTimeOfDay(text)).toBeNull();
});
