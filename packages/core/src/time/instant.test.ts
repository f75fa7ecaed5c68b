import fc from "fast-check";
import { expect, test } from "vitest";
import { formatInstant, parseInstant } from "./instant.ts";

const at = fc.date({ min: new Date("0001-01-03"), max: new Date("9999-12-29"), noInvalidDate: true }).map((date) => date.getTime());

test("reads back what it writes", () => {
  fc.assert(fc.property(at, (instant) => parseInstant(formatInstant(instant)) === instant));
});

test("agrees with the built-in parser on every form that both know", () => {
  const form = fc.constantFrom(
    (text: string) => text,
    (text: string) => text.replace("Z", "+02:00"),
    (text: string) => text.replace("Z", "-11:30"),
    (text: string) => `${text.slice(0, 16)}Z`,
    (text: string) => text.slice(0, 10),
  );
  fc.assert(
    fc.property(at, form, (instant, write) => {
      const text = write(formatInstant(instant));
      expect(parseInstant(text)).toBe(Date.parse(text));
    }),
  );
});

test.each([
  ["2026-01-15T10:00:00", "2026-01-15T10:00:00.000Z"],
  ["2026-01-15 10:00:00", "2026-01-15T10:00:00.000Z"],
  ["2026-01-15t10:00:00z", "2026-01-15T10:00:00.000Z"],
  ["2026-01-15T10:00:00.123456789Z", "2026-01-15T10:00:00.123Z"],
  ["2026-01-15T10:00:00+0530", "2026-01-15T04:30:00.000Z"],
  ["2026-01-15T10:00:00+05", "2026-01-15T05:00:00.000Z"],
  ["2026-01-15T24:00:00Z", "2026-01-16T00:00:00.000Z"],
  ["2028-02-29", "2028-02-29T00:00:00.000Z"],
])("reads %s as %s", (text, instant) => expect(formatInstant(parseInstant(text)!)).toBe(instant));

test.each([
  "",
  "2026",
  "2026-02-29",
  "2026-13-01",
  "2026-00-10",
  "2026-01-15T25:00:00Z",
  "2026-01-15T10:60:00Z",
  "2026-01-15T24:00:01Z",
  "2026-01-15 (Thursday)",
  "15.01.2026",
  "now",
  "-000001-01-01",
  "0000-01-01",
  "9999-12-31T23:59:59-01:00",
])("%j is no instant", (text) => expect(parseInstant(text)).toBe(null));
