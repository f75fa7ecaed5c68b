import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY, HOUR, type Instant, MINUTE } from "../time/instant.ts";
import { localOf } from "../time/zone.ts";
import { both, hoursBesideQuiet, hoursOfWindow, isOpen, longestPause, nextOpen, type OpenHours } from "./openHours.ts";

/** The next opening in readable form. */
function opens(hours: OpenHours, from: string, zone = "UTC"): string | null {
  const at = nextOpen(hours, zone, Date.parse(from));
  return at === null ? null : new Date(at).toISOString().slice(0, 16);
}

const day = hoursOfWindow({ from: "09:00", to: "21:00" });

describe("a window from 9 to 21", () => {
  test("is open now, or opens at nine by the person's clock", () => {
    expect(opens(day, "2026-01-15T10:00Z")).toBe("2026-01-15T10:00");
    expect(opens(day, "2026-01-15T13:00Z", "Asia/Tokyo")).toBe("2026-01-16T00:00");
    expect(opens(day, "2026-01-15T13:00Z", "America/New_York")).toBe("2026-01-15T14:00");
  });

  test("is open at its beginning and shut at its end", () => {
    expect(["08:59", "09:00", "20:59", "21:00"].map((time) => isOpen(day, "UTC", Date.parse(`2026-01-15T${time}Z`)))).toEqual([false, true, true, false]);
  });
});

test("weekdays", () => {
  expect(opens(hoursOfWindow({ from: "09:00", to: "21:00", weekdays: [1, 2, 3, 4, 5] }), "2026-01-16T22:00Z")).toBe("2026-01-19T09:00");
});

test("a window over midnight belongs to the day on which it begins", () => {
  const fridayNight = hoursOfWindow({ from: "22:00", to: "02:00", weekdays: [5] });
  expect(["2026-01-16T01:00Z", "2026-01-16T23:00Z", "2026-01-17T01:00Z", "2026-01-17T23:00Z"].map((at) => isOpen(fridayNight, "UTC", Date.parse(at)))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  const sundayNight = hoursOfWindow({ from: "22:00", to: "02:00", weekdays: [7] });
  expect(isOpen(sundayNight, "UTC", Date.parse("2026-01-19T01:00Z"))).toBe(true);
});

test("00:00 to 24:00 is the whole day; equal ends are never, for a window, and none, for quiet hours", () => {
  expect(longestPause(hoursOfWindow({ from: "00:00", to: "24:00" }))).toBe(0);
  expect(opens(hoursOfWindow({ from: "09:00", to: "09:00" }), "2026-01-15T10:00Z")).toBe(null);
  expect(opens(hoursBesideQuiet({ from: "09:00", to: "09:00" }), "2026-01-15T09:00Z")).toBe("2026-01-15T09:00");
});

test("what is held for window and quiet hours wakes when both allow it", () => {
  const window = hoursOfWindow({ from: "06:00", to: "22:00" });
  expect(opens(both(window, hoursBesideQuiet({ from: "21:00", to: "08:00" })), "2026-01-15T21:30Z")).toBe("2026-01-16T08:00");
  expect(opens(both(window, hoursBesideQuiet({ from: "05:00", to: "23:00" })), "2026-01-15T21:30Z")).toBe(null);
});

test("a window that begins in a gap of the clocks opens at the first moment after the gap", () => {
  expect(opens(hoursOfWindow({ from: "02:30", to: "05:00", weekdays: [7] }), "2026-03-28T12:00Z", "Europe/Berlin")).toBe("2026-03-29T01:00");
});

test("a window that lies in a gap altogether opens a week later, which is beyond the eight days", () => {
  expect(opens(hoursOfWindow({ from: "02:10", to: "02:50", weekdays: [7] }), "2026-03-22T03:00Z", "Europe/Berlin")).toBe(null);
});

test("the longest pause of a weekly window is the rest of the week", () => {
  expect(longestPause(hoursOfWindow({ from: "09:00", to: "21:00", weekdays: [1] }))).toBe(7 * DAY - 12 * HOUR);
});

describe("any window in any zone", () => {
  const zones = fc.constantFrom(
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Africa/Cairo",
    "America/Scoresbysund",
    "Asia/Kathmandu",
    "America/St_Johns",
    "America/Havana",
  );
  const time = fc
    .integer({ min: 0, max: 95 })
    .map((quarter) => `${String(Math.floor(quarter / 4)).padStart(2, "0")}:${String((quarter % 4) * 15).padStart(2, "0")}`);
  const window = fc.record({ from: time, to: time, weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 })) });
  const quiet = fc.option(fc.record({ from: time, to: time }));
  /** Any moment of three years, and often one in the days around the equinoxes, when clocks change. */
  const instant = fc
    .oneof(
      fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2028, 0, 1) }),
      fc
        .constantFrom(2025, 2026, 2027)
        .chain((year) =>
          fc.oneof(
            fc.integer({ min: Date.UTC(year, 2, 6), max: Date.UTC(year, 3, 26) }),
            fc.integer({ min: Date.UTC(year, 8, 25), max: Date.UTC(year, 10, 8) }),
          ),
        ),
    )
    .map((at) => Math.floor(at / MINUTE) * MINUTE);

  test("opens exactly when a search minute by minute finds the first allowed wall clock", () => {
    fc.assert(
      fc.property(zones, window, quiet, instant, (zone, sendWindow, quietHours, from) => {
        const hours = both(hoursOfWindow(sendWindow), hoursBesideQuiet(quietHours));
        const allowed = (at: Instant) => allows(sendWindow, zone, at) && !(quietHours && allows({ ...quietHours, weekdays: [] }, zone, at));
        expect(isOpen(hours, zone, from)).toBe(allowed(from));
        const found = nextOpen(hours, zone, from);
        expect(found).toBe(bySearch(allowed, from, found === null ? from + DAY : found));
      }),
      { numRuns: 300 },
    );
  });
});

/** The rule as people read it: the wall clock is in the window, or in the part after midnight of yesterday's. */
function allows({ from, to, weekdays }: { from: string; to: string; weekdays: readonly number[] }, zone: string, at: Instant): boolean {
  const { hour, minute, weekday } = localOf(zone, at);
  const now = `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
  const on = (day: number) => weekdays.length === 0 || weekdays.includes(day);
  if (from < to) return on(weekday) && now >= from && now < to;
  if (from === to) return false;
  return (on(weekday) && now >= from) || (on(weekday === 1 ? 7 : weekday - 1) && now < to);
}

function bySearch(allowed: (at: Instant) => boolean, from: Instant, to: Instant): Instant | null {
  for (let at = from; at <= to; at += MINUTE) if (allowed(at)) return at;
  return null;
}
