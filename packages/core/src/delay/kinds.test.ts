import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { localOf } from "../time/zone.ts";
import type { DelayNode, DelaySubject, DelayVerdict } from "./delay.ts";
import { delayKindOf, delayUntil, describeDelay } from "./kinds.ts";

const FROM = Date.UTC(2026, 0, 15, 10, 0);

function aSubject(subject: Partial<DelaySubject> = {}): DelaySubject {
  return { attributes: {}, entry: {}, timeZone: "UTC", from: FROM, ...subject };
}

/** The verdict with its instant in readable form. */
function wait(delay: object | undefined, subject: Partial<DelaySubject> = {}): string {
  const verdict: DelayVerdict = delayUntil(delay as DelayNode | undefined, aSubject(subject));
  return "until" in verdict ? new Date(verdict.until).toISOString() : verdict.exit;
}

const now = new Date(FROM).toISOString();

test("no delay, and none, are at once", () => {
  expect([wait(undefined), wait({ kind: "none" })]).toEqual([now, now]);
});

test("a length of time is exact", () => {
  expect(wait({ kind: "for", duration: "PT30M" })).toBe("2026-01-15T10:30:00.000Z");
});

describe("until a time of day", () => {
  test("is the next such time by the person's clock", () => {
    expect(wait({ kind: "until_time", time: "09:00" }, { timeZone: "Asia/Tokyo" })).toBe("2026-01-16T00:00:00.000Z");
    expect(wait({ kind: "until_time", time: "09:00" }, { timeZone: "America/New_York" })).toBe("2026-01-15T14:00:00.000Z");
  });

  test("keeps to the weekdays", () => {
    expect(wait({ kind: "until_time", time: "09:00", weekdays: [6, 7] })).toBe("2026-01-17T09:00:00.000Z");
  });

  test("is at once where it is just then", () => {
    expect(wait({ kind: "until_time", time: "10:00" })).toBe(now);
  });
});

describe("until a date", () => {
  const until = (more: object) => ({ kind: "until_attribute", name: "trial_ends", ...more });
  const on = (date: string, timeZone = "UTC") => ({ attributes: { trial_ends: date }, timeZone });

  test("is that instant, or an offset beside it", () => {
    expect(wait(until({}), on("2026-02-01T12:00:00Z"))).toBe("2026-02-01T12:00:00.000Z");
    expect(wait(until({ offset: "PT2H", before: true }), on("2026-02-01T12:00:00Z"))).toBe("2026-02-01T10:00:00.000Z");
    expect(wait(until({ offset: "PT2H" }), on("2026-02-01T12:00:00Z"))).toBe("2026-02-01T14:00:00.000Z");
  });

  test("a date alone begins its day by the person's clock", () => {
    expect(wait(until({}), on("2026-02-01", "Europe/Berlin"))).toBe("2026-01-31T23:00:00.000Z");
  });

  test("with a time, whole days are days of the calendar, also over a night on which the clocks change", () => {
    expect(wait(until({ offset: "P2D", before: true, at: "09:00" }), on("2026-03-30", "Europe/Berlin"))).toBe("2026-03-28T08:00:00.000Z");
    expect(wait(until({ offset: "P1D", at: "09:00" }), on("2026-03-28", "Europe/Berlin"))).toBe("2026-03-29T07:00:00.000Z");
  });

  test("with a time and hours, it is that time of the day on which the shifted moment falls", () => {
    expect(wait(until({ offset: "PT12H", before: true, at: "18:00" }), on("2026-02-02T08:00:00Z"))).toBe("2026-02-01T18:00:00.000Z");
  });

  test("already past goes on at once, or exits where so chosen", () => {
    expect(wait(until({}), on("2025-02-01"))).toBe(now);
    expect(wait(until({ past: "exit" }), on("2025-02-01"))).toBe("date_past");
  });

  test("missing or unreadable exits, or goes on where so chosen", () => {
    expect([wait(until({})), wait(until({}), on("soon")), wait(until({ missing: "continue" }))]).toEqual(["date_missing", "date_missing", now]);
  });

  test("may stand in the entry event", () => {
    const entry: JsonObject = { appointment: { at: "2026-02-01T12:00:00Z" } };
    expect(wait({ kind: "until_property", name: "appointment.at", offset: "P1D", before: true }, { entry })).toBe("2026-01-31T12:00:00.000Z");
  });

  test("never lies beyond the year 9999, which no database could keep", () => {
    expect(wait(until({ offset: "P9999W" }), on("9999-12-31"))).toBe("9999-12-31T23:59:59.999Z");
  });
});

test("whatever the document and the data say, nobody waits until before the wait began", () => {
  const delay = fc.oneof(
    fc.record({ kind: fc.constant("until_time"), time: fc.constantFrom("00:00", "02:30", "23:59"), weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 })) }),
    fc.record({
      kind: fc.constant("until_attribute"),
      name: fc.constant("date"),
      offset: fc.constantFrom("P1D", "PT5H"),
      before: fc.boolean(),
      at: fc.constantFrom("02:30", undefined),
    }),
  );
  const zone = fc.constantFrom("UTC", "Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe");
  const instant = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2028, 0, 1) });
  fc.assert(
    fc.property(delay, zone, instant, fc.oneof(instant, fc.string()), (node, timeZone, from, date) => {
      const verdict = delayUntil(node, aSubject({ timeZone, from, attributes: { date } }));
      if ("until" in verdict) expect(verdict.until).toBeGreaterThanOrEqual(from);
      if (node.kind === "until_time" && "until" in verdict && node.weekdays.length > 0) {
        // A gap at midnight may move the time into the next day.
        const { weekday } = localOf(timeZone, verdict.until);
        expect([weekday, weekday === 1 ? 7 : weekday - 1].some((day) => node.weekdays.includes(day))).toBe(true);
      }
    }),
  );
});

test("says what a change of the person must re-compute", () => {
  const depends = (delay: object) => {
    const kind = delayKindOf(delay as DelayNode);
    return [kind.dependsOn.timeZone, kind.dependsOn.attributes(delay as DelayNode)];
  };
  expect(depends({ kind: "for", duration: "PT1H" })).toEqual([false, []]);
  expect(depends({ kind: "until_time", time: "09:00" })).toEqual([true, []]);
  expect(depends({ kind: "until_attribute", name: "plan.ends" })).toEqual([true, ["plan.ends", "plan"]]);
});

test.each([
  [undefined, "no wait"],
  [{ kind: "for", duration: "PT30M" }, "30 minutes"],
  [{ kind: "until_time", time: "09:00", weekdays: [1, 2, 3, 4, 5] }, "until 09:00 on Monday to Friday by the person's clock"],
  [{ kind: "until_time", time: "09:00", weekdays: [6, 7] }, "until 09:00 on Saturday and Sunday by the person's clock"],
  [
    { kind: "until_attribute", name: "trial_ends", offset: "P2D", before: true, at: "09:00" },
    "until 2 days before the person's trial_ends at 09:00 by the person's clock",
  ],
])("says %j as %s", (delay, words) => expect(describeDelay(delay as DelayNode | undefined)).toBe(words));
