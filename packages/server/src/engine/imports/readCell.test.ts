import { describe, expect, test } from "vitest";
import { readCell } from "./readCell.ts";

const value = (text: string, type: "text" | "number" | "yes_no" | "date" | "list", format?: "ymd" | "dmy" | "mdy" | "point" | "comma") => {
  const reading = readCell(text, { type, format });
  return "value" in reading ? reading.value : null;
};

describe("a date", () => {
  test.each([
    ["31.12.2026", "dmy", "2026-12-31"],
    ["12/31/2026", "mdy", "2026-12-31"],
    ["12/31/2026", "dmy", null],
    ["31/12/26", "dmy", "2026-12-31"],
    ["1.2.1987", "dmy", "1987-02-01"],
    ["2026-12-31", "dmy", "2026-12-31"],
    ["2026-02-29", "ymd", null],
    ["2028-02-29", "ymd", "2028-02-29"],
    ["2026-12-31 9:05", "ymd", "2026-12-31T09:05:00.000Z"],
    ["2026-12-31T09:05:07.5+0200", "ymd", "2026-12-31T09:05:07.500+02:00"],
    ["31.12.2026 25:00", "dmy", null],
    ["tomorrow", "ymd", null],
  ] as const)("%s with %s", (text, order, expected) => expect(value(text, "date", order)).toBe(expected));
});

describe("a number", () => {
  test.each([
    ["1,234.56", "point", 1234.56],
    ["1.234,56", "comma", 1234.56],
    ["1.234,56", "point", null],
    ["€ 12", "point", 12],
    ["12,5 %", "comma", 12.5],
    ["1 234", "point", 1234],
    ["-7", "point", -7],
    ["1e5", "point", null],
    ["12a", "point", null],
    ["-", "point", null],
  ] as const)("%s with a %s", (text, mark, expected) => expect(value(text, "number", mark)).toBe(expected));
});

test("yes and no in many words, and nothing else", () => {
  expect(["Yes", "ja", "1", "TRUE", "x"].map((text) => value(text, "yes_no"))).toEqual([true, true, true, true, true]);
  expect(["no", "0", "Nein"].map((text) => value(text, "yes_no"))).toEqual([false, false, false]);
  expect(value("maybe", "yes_no")).toBeNull();
});

test("a list is parted, and a cell like a novel is refused", () => {
  expect(value("a; b;;c", "list")).toEqual(["a", "b", "c"]);
  expect(value("x".repeat(10_001), "text")).toBeNull();
});
