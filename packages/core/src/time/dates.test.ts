import fc from "fast-check";
import { expect, test } from "vitest";
import { afterEndOf, beginOf, dayOf, momentOf } from "./dates.ts";

const instant = (at: number) => ({ kind: "instant", at });

test("reads ISO date-times, with the offset they state or as UTC", () => {
  expect(momentOf("2026-01-15T10:00:00Z")).toEqual(instant(Date.UTC(2026, 0, 15, 10)));
  expect(momentOf("2026-01-15T10:00:00+02:00")).toEqual(instant(Date.UTC(2026, 0, 15, 8)));
  expect(momentOf("2026-01-15 10:00")).toEqual(instant(Date.UTC(2026, 0, 15, 10)));
});

test("reads epoch seconds and milliseconds, as numbers and as text", () => {
  const at = Date.UTC(2026, 0, 15, 10);
  expect([at, at / 1000, String(at), String(at / 1000)].map(momentOf)).toEqual([instant(at), instant(at), instant(at), instant(at)]);
});

test("a date alone is a day that begins by the person's clock", () => {
  const day = momentOf("2026-01-15")!;
  expect(beginOf(day, "Asia/Tokyo")).toBe(Date.UTC(2026, 0, 14, 15));
  expect(afterEndOf(day, "America/New_York")).toBe(Date.UTC(2026, 0, 16, 5));
  expect(dayOf(momentOf("2026-01-14T15:00:00Z")!, "Asia/Tokyo")).toBe(dayOf(day, "UTC"));
});

test.each(["2026-02-30", "2026-13-01T00:00:00Z", "tomorrow", "", "12:00", null, true, undefined, {}, [], Number.NaN, Number.POSITIVE_INFINITY, 8.64e15])(
  "%j is no date",
  (value) => expect(momentOf(value as never)).toBe(null),
);

test("never throws and never leaves the years 1 to 9999", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double(), fc.integer()), (value) => {
      const moment = momentOf(value);
      if (moment?.kind === "instant") expect(new Date(moment.at).toISOString()).toMatch(/^\d{4}-/);
    }),
  );
});
