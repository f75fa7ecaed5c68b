import fc from "fast-check";
import { expect, test } from "vitest";
import { civilOf, dayNumber, daysInMonth, formatDay, isDate, parseDay, parseTimeOfDay, weekdayOf } from "./civil.ts";

const day = fc.integer({ min: -700_000, max: 2_900_000 });

test("a day number and its date are each other's inverse", () => {
  fc.assert(
    fc.property(day, (days) => {
      const { year, month, day: dayOfMonth } = civilOf(days);
      expect(dayNumber(year, month, dayOfMonth)).toBe(days);
    }),
  );
});

test("dates and weekdays agree with the built-in calendar", () => {
  fc.assert(
    fc.property(day, (days) => {
      const date = new Date(days * 86_400_000);
      expect(civilOf(days)).toEqual({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() });
      expect(weekdayOf(days)).toBe(date.getUTCDay() === 0 ? 7 : date.getUTCDay());
    }),
  );
});

test("2000 is a leap year, 1900 and 2026 are not", () => {
  expect([2000, 1900, 2026, 2028].map((year) => daysInMonth(year, 2))).toEqual([29, 28, 28, 29]);
  expect([isDate(2026, 2, 29), isDate(2026, 13, 1), isDate(2026, 4, 31), isDate(2026, 4, 0)]).toEqual([false, false, false, false]);
});

test("reads and writes dates, and nothing that is none", () => {
  expect(formatDay(parseDay("2026-12-01") ?? 0)).toBe("2026-12-01");
  expect(["2026-02-30", "26-02-03", "soon", ""].map(parseDay)).toEqual([null, null, null, null]);
});

test("reads times of day up to 24:00", () => {
  expect(["00:00", "09:30", "24:00"].map(parseTimeOfDay)).toEqual([0, 34_200_000, 86_400_000]);
  expect(["24:01", "9:30", "09:60", "noon"].map(parseTimeOfDay)).toEqual([null, null, null, null]);
});
