import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayNumber } from "./civil.ts";
import { DAY, HOUR, MINUTE } from "./instant.ts";
import { instantOf, isZone, localDay, localOf, nextLocalTime, offsetAt, startOf, startOfDay, startOfMonth, startOfNext, startOfWeek } from "./zone.ts";

const formats = new Map<string, Intl.DateTimeFormat>();
const changes = new Map<string, readonly number[]>();

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "Europe/London",
  "Europe/Dublin",
  "America/New_York",
  "America/Los_Angeles",
  "America/St_Johns",
  "America/Havana",
  "America/Santiago",
  "America/Sao_Paulo",
  "America/Scoresbysund",
  "America/Nuuk",
  "Australia/Lord_Howe",
  "Australia/Sydney",
  "Pacific/Chatham",
  "Pacific/Apia",
  "Pacific/Kiritimati",
  "Pacific/Marquesas",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  "Asia/Tokyo",
  "Asia/Tehran",
  "Asia/Gaza",
  "Asia/Beirut",
  "Antarctica/Troll",
];
const zone = fc.constantFrom(...ZONES);

const from2025 = Date.UTC(2025, 0, 1);
const to2028 = Date.UTC(2028, 0, 1);
/** Any moment of three years, and often one near a change of the clocks in the zone. */
const zoneAndInstant = zone.chain((name) =>
  fc.tuple(
    fc.constant(name),
    fc.oneof(
      fc.integer({ min: from2025, max: to2028 }),
      fc.constantFrom(...changesOf(name)).chain((at) => fc.integer({ min: at - 3 * HOUR, max: at + 3 * HOUR })),
    ),
  ),
);

describe("offsetAt and localOf", () => {
  test("agree with Intl at any moment, near changes of the clocks most of all", () => {
    fc.assert(
      fc.property(zoneAndInstant, ([name, at]) => {
        expect(localOf(name, at)).toEqual(byIntl(name, at));
      }),
      { numRuns: 3_000 },
    );
  });

  test("agree with Intl on the second before, at and after every change of 2025 to 2027", () => {
    for (const name of ZONES)
      for (const at of changesOf(name)) for (const moment of [at - 1, at, at + 1]) expect([name, localOf(name, moment)]).toEqual([name, byIntl(name, moment)]);
  });

  test("agree with Intl for birthdays of a hundred years", () => {
    fc.assert(
      fc.property(zone, fc.integer({ min: Date.UTC(1920, 0, 1), max: Date.UTC(2040, 0, 1) }), (name, at) => {
        expect(localOf(name, at)).toEqual(byIntl(name, at));
      }),
      { numRuns: 300 },
    );
  });

  test("know the day that Samoa left out", () => {
    expect(localOf("Pacific/Apia", Date.UTC(2011, 11, 30, 9, 59))).toMatchObject({ day: 29, hour: 23 });
    expect(localOf("Pacific/Apia", Date.UTC(2011, 11, 30, 10, 0))).toMatchObject({ day: 31, hour: 0 });
  });

  test("take an unknown zone as UTC", () => {
    expect(offsetAt("Mars/Olympus", from2025)).toBe(0);
  });
});

describe("instantOf", () => {
  test("is the inverse of localOf, where a time exists twice the first", () => {
    fc.assert(
      fc.property(zoneAndInstant, ([name, at]) => {
        const whole = Math.floor(at / 1000) * 1000;
        const instant = instantOf(name, localOf(name, whole));
        expect(localOf(name, instant)).toEqual(localOf(name, whole));
        expect(instant).toBeLessThanOrEqual(whole);
      }),
      { numRuns: 3_000 },
    );
  });

  test("agrees with a search minute by minute: the first instant that shows the time, or the first after the gap", () => {
    for (const name of ZONES) {
      for (const change of changesOf(name)) {
        for (let minutes = -180; minutes <= 180; minutes += 15) {
          const wall = change + offsetAt(name, change) + minutes * MINUTE;
          expect([name, instantOf(name, wallParts(wall))]).toEqual([name, bySearch(name, wall)]);
        }
      }
    }
  });

  test("moves 02:30 of a spring night in Berlin to 03:00, the first moment after the gap", () => {
    expect(instantOf("Europe/Berlin", { year: 2026, month: 3, day: 29, hour: 2, minute: 30 })).toBe(Date.UTC(2026, 2, 29, 1, 0));
  });

  test("takes the first of the two 02:30 of an autumn night in Berlin", () => {
    expect(instantOf("Europe/Berlin", { year: 2026, month: 10, day: 25, hour: 2, minute: 30 })).toBe(Date.UTC(2026, 9, 25, 0, 30));
  });
});

describe("startOf and startOfNext", () => {
  test("a period holds its moment, begins at local midnight, and the next begins where it ends", () => {
    fc.assert(
      fc.property(zoneAndInstant, fc.constantFrom("day", "week", "month"), ([name, at], period) => {
        const start = startOf(period, name, at);
        const next = startOfNext(period, name, at);
        expect(start).toBeLessThanOrEqual(at);
        // A night that shows 23:30 twice gives the day's last half hour a second time after midnight.
        expect(next).toBeGreaterThan(at - HOUR);
        expect(startOf(period, name, next)).toBe(next);
      }),
      { numRuns: 2_000 },
    );
  });

  test("weeks begin on Monday and months on the first", () => {
    const at = Date.UTC(2026, 0, 15, 23, 30);
    expect(startOfDay("Europe/Berlin", at)).toBe(Date.UTC(2026, 0, 15, 23));
    expect(startOfWeek("Europe/Berlin", at)).toBe(Date.UTC(2026, 0, 11, 23));
    expect(startOfMonth("Europe/Berlin", at)).toBe(Date.UTC(2025, 11, 31, 23));
  });

  test("a day in Cairo that begins in a gap begins at one o'clock", () => {
    expect(localOf("Africa/Cairo", startOfDay("Africa/Cairo", Date.UTC(2026, 3, 24, 12)))).toMatchObject({ day: 24, hour: 1, minute: 0 });
  });
});

describe("nextLocalTime", () => {
  const times = fc
    .integer({ min: 0, max: 1439 })
    .map((minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`);

  test("is the earliest of the days' instants that is not before", () => {
    fc.assert(
      fc.property(zoneAndInstant, times, fc.uniqueArray(fc.integer({ min: 1, max: 7 })), ([name, from], time, weekdays) => {
        const [hour, minute] = time.split(":").map(Number);
        const today = localDay(name, from);
        const candidates = Array.from({ length: 12 }, (_, i) => today - 2 + i)
          .filter((day) => weekdays.length === 0 || weekdays.includes(((((day + 3) % 7) + 7) % 7) + 1))
          .map((day) => instantOf(name, { ...wallParts(day * DAY), hour, minute }))
          .filter((at) => at >= from);
        expect(nextLocalTime(name, from, time, weekdays)).toBe(Math.min(...candidates));
      }),
      { numRuns: 1_000 },
    );
  });

  test("is now where it is just then, and uses a time that comes twice once", () => {
    const first = Date.UTC(2026, 9, 25, 0, 30);
    expect(nextLocalTime("Europe/Berlin", first, "02:30")).toBe(first);
    expect(localOf("Europe/Berlin", nextLocalTime("Europe/Berlin", first + 1, "02:30")!)).toMatchObject({ day: 26, hour: 2, minute: 30 });
  });

  test("knows no time that is none", () => {
    expect(nextLocalTime("UTC", from2025, "noon")).toBe(null);
  });
});

describe("isZone", () => {
  test.each(["Europe/Berlin", "UTC", "Etc/GMT+5", "America/Argentina/Buenos_Aires"])("knows %s", (name) => expect(isZone(name)).toBe(true));

  test.each(["", "Mars/Olympus", "+02:00", "../etc", "Europe/Berlin ", 5, null, undefined, {}, "x".repeat(100_000)])("does not know %j", (name) =>
    expect(isZone(name)).toBe(false),
  );

  test("keeps its answers through thousands of wrong names", () => {
    for (let i = 0; i < 5_000; i++) isZone(`Nowhere/Number${i}`);
    expect(isZone("Asia/Tokyo")).toBe(true);
    expect(offsetAt("Asia/Tokyo", from2025)).toBe(9 * HOUR);
  });
});

function byIntl(name: string, at: number) {
  const format =
    formats.get(name) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone: name,
      hourCycle: "h23",
      weekday: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  formats.set(name, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const [year, month, day, hour, minute, second] = [parts["year"], parts["month"], parts["day"], parts["hour"], parts["minute"], parts["second"]].map(Number);
  return { year, month, day, hour, minute, second, weekday: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(parts["weekday"]!) + 1 };
}

/** Changes of the clocks of 2025 to 2027, found by Intl alone, to the minute. */
function changesOf(name: string): readonly number[] {
  const known = changes.get(name) ?? findChanges(name);
  changes.set(name, known);
  return known;
}

function findChanges(name: string): readonly number[] {
  const wall = (at: number) => {
    const { year, month, day, hour, minute } = byIntl(name, at);
    return dayNumber(year!, month!, day!) * DAY + hour! * HOUR + minute! * MINUTE - at;
  };
  const found: number[] = [];
  for (let at = from2025; at < to2028; at += DAY) {
    if (wall(at) === wall(at + DAY)) continue;
    let low = at;
    let high = at + DAY;
    while (high - low > MINUTE) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
      if (wall(middle) === wall(at)) low = middle;
      else high = middle;
    }
    found.push(high);
  }
  return found.length > 0 ? found : [from2025];
}

function wallParts(wall: number) {
  const date = new Date(wall);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour: date.getUTCHours(), minute: date.getUTCMinutes() };
}

/** The first instant, minute by minute, whose wall clock is at or after the wanted one and was not yet reached before. */
function bySearch(name: string, wall: number): number {
  for (let at = wall - 15 * HOUR; at < wall + 15 * HOUR; at += MINUTE) if (at + offsetAt(name, at) >= wall) return at;
  throw new Error("no such moment");
}
