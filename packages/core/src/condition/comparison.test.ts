import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../json.ts";
import { type Comparison, type ComparisonSubject, describeComparison, fits, judgeComparison } from "./comparison.ts";
import { OPERATOR_NAMES, OPERATORS, type OperatorName } from "./operators.ts";

const NOW = Date.UTC(2026, 0, 15, 10, 0);

function aSubject(subject: Partial<ComparisonSubject> = {}): ComparisonSubject {
  return { attributes: {}, properties: {}, entry: null, now: NOW, timeZone: "UTC", ...subject };
}

function holds(found: Json | undefined, op: OperatorName, value?: Comparison["value"], more: Partial<Comparison> & Partial<ComparisonSubject> = {}): boolean {
  return fits(found, { op, value, ignoreCase: more.ignoreCase }, aSubject(more));
}

describe("numbers", () => {
  test("text counts as a number where the other side is one", () => {
    expect([holds("120", "at_least", 100), holds(120, "equals", "120"), holds("120.0", "equals", 120), holds("12e1", "equals", 120)]).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  test("two numbers in text are compared by size, but equal only if they read the same", () => {
    expect([holds("9", "less_than", "10"), holds("1.0", "equals", "1")]).toEqual([true, false]);
  });

  test.each(["", " ", "abc", "0x1F", "1,000", "Infinity", true, {}])("%j is no number, so it is neither more nor less", (found) => {
    expect([holds(found, "at_least", 0), holds(found, "less_than", 0)]).toEqual([false, false]);
  });

  test("between takes both ends in", () => {
    expect([1, 5, 10, 10.1].map((found) => holds(found, "between", [1, 10]))).toEqual([true, true, true, false]);
  });
});

describe("text", () => {
  test("upper and lower case differ unless told otherwise", () => {
    expect([
      holds("Pro", "equals", "pro"),
      holds("Pro", "equals", "pro", { ignoreCase: true }),
      holds("PROMO", "starts_with", "pro", { ignoreCase: true }),
    ]).toEqual([false, true, true]);
  });

  test("contains, starts with, ends with", () => {
    expect([
      holds("ann@shop.example", "contains", "@shop"),
      holds("ann@shop.example", "starts_with", "ann"),
      holds("ann@shop.example", "ends_with", ".com"),
    ]).toEqual([true, true, false]);
  });
});

describe("truth", () => {
  test("true and false also as text and as 1 and 0; nothing else is either", () => {
    expect([true, "true", 1, "1"].every((found) => holds(found, "is_true"))).toBe(true);
    expect([false, "false", 0, "0"].every((found) => holds(found, "is_false"))).toBe(true);
    expect(["yes", "", 2, null, undefined].some((found) => holds(found, "is_true") || holds(found, "is_false"))).toBe(false);
  });
});

describe("lists", () => {
  test("a comparison holds if any element fits, its negation if none does", () => {
    const skus = ["A-1", "B-2"];
    expect([holds(skus, "equals", "B-2"), holds(skus, "not_equals", "B-2"), holds(skus, "not_equals", "C-3"), holds(skus, "contains", "B-")]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  test("an empty list is as no value", () => {
    expect([holds([], "exists"), holds([], "missing"), holds([], "equals", "a"), holds([], "not_equals", "a")]).toEqual([false, true, false, true]);
  });

  test("a list on the right-hand side fits by any of its elements", () => {
    const entry = { skus: ["B-2", "C-3"] };
    expect(holds(["A-1", "B-2"], "equals", { from: "entry", name: "skus" }, { entry })).toBe(true);
    expect(holds("A-1", "one_of", { from: "entry", name: "skus" }, { entry })).toBe(false);
  });
});

describe("missing values", () => {
  test("fit nothing, so only negations hold", () => {
    const right: { readonly [takes: string]: Json } = { one: "1", list: ["1"], range: [1, 2], duration: "P1D", none: null };
    const holding = OPERATOR_NAMES.filter((op) => holds(undefined, op, right[OPERATORS[op].takes]));
    expect(holding).toEqual(["not_equals", "not_contains", "none_of", "missing", "not_within_last"]);
  });

  test("null is as absent", () => {
    expect([holds(null, "exists"), holds("", "exists"), holds(false, "exists"), holds(0, "exists")]).toEqual([false, true, true, true]);
  });

  test("a reference that finds nothing fits nothing", () => {
    expect(holds("c-1", "equals", { from: "entry", name: "cart_id" })).toBe(false);
  });
});

describe("dates", () => {
  const berlin = { timeZone: "Europe/Berlin" };

  test("a day is before, on, or after another, and never two of these", () => {
    for (const [found, answer] of [
      ["2026-01-14", "before"],
      ["2026-01-15", "on_day"],
      ["2026-01-16", "after"],
    ] as const) {
      expect((["before", "on_day", "after"] as const).filter((op) => holds(found, op, "2026-01-15"))).toEqual([answer]);
    }
  });

  test("an instant is on the day that the person's calendar shows", () => {
    const lateEvening = "2026-01-14T23:30:00Z";
    expect([holds(lateEvening, "on_day", "2026-01-15", berlin), holds(lateEvening, "on_day", "2026-01-15")]).toEqual([true, false]);
    expect([holds(lateEvening, "before", "2026-01-15", berlin), holds(lateEvening, "before", "2026-01-15")]).toEqual([false, true]);
  });

  test("epoch seconds and milliseconds and ISO text are one", () => {
    expect([NOW, NOW / 1000, "2026-01-15T10:00:00Z"].map((found) => holds(found, "after", "2026-01-15T09:59:59Z"))).toEqual([true, true, true]);
  });

  test("within the last three days: from exactly three days ago until now", () => {
    const found = [NOW - 259_200_001, NOW - 259_200_000, NOW, NOW + 1];
    expect(found.map((at) => holds(at, "within_last", "P3D"))).toEqual([false, true, true, false]);
    expect(found.map((at) => holds(at, "not_within_last", "P3D"))).toEqual([true, false, false, true]);
  });

  test("within the next two days", () => {
    expect([NOW - 1, NOW, NOW + 172_800_000, NOW + 172_800_001].map((at) => holds(at, "within_next", "P2D"))).toEqual([false, true, true, false]);
  });

  test("between two days takes the last one in whole", () => {
    expect(["2026-01-01", "2026-01-15T23:59:59Z", "2026-01-16T00:00:00Z"].map((found) => holds(found, "between", ["2026-01-01", "2026-01-15"]))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("what is no date is neither before nor after", () => {
    expect([holds("soon", "before", "2026-01-15"), holds("soon", "after", "2026-01-15"), holds("2026-01-15", "before", "soon")]).toEqual([false, false, false]);
  });
});

describe("references", () => {
  test("compare with an attribute, another property, or the entry event, by path", () => {
    const more = { attributes: { average: 80 }, properties: { list_price: 90 }, entry: { cart: { id: "c-1" } } };
    expect(holds(100, "greater_than", { from: "attribute", name: "average" }, more)).toBe(true);
    expect(holds(100, "less_than", { from: "property", name: "list_price" }, more)).toBe(false);
    expect(holds("c-1", "equals", { from: "entry", name: "cart.id" }, more)).toBe(true);
  });

  test("are shown with what they stood for", () => {
    const condition = { kind: "property", op: "equals", value: { from: "entry", name: "cart_id" } } as const;
    expect(judgeComparison(condition, "cart_id", "c-2", aSubject({ entry: { cart_id: "c-1" } }))).toEqual({
      holds: false,
      condition: "cart_id is the cart_id of the event that started it",
      found: "c-2",
      against: "c-1",
    });
  });
});

const json = fc.jsonValue() as fc.Arbitrary<Json>;
const operator = fc.constantFrom(...OPERATOR_NAMES);

test("every negation is true exactly where what it negates is false, for any values", () => {
  const negations = OPERATOR_NAMES.filter((name) => OPERATORS[name].negates !== undefined);
  fc.assert(
    fc.property(fc.constantFrom(...negations), fc.option(json, { nil: undefined }), json, (name, left, right) => {
      expect(holds(left, name, right)).toBe(!holds(left, OPERATORS[name].negates!, right));
    }),
  );
});

test("no value on either side makes a comparison throw", () => {
  fc.assert(
    fc.property(operator, fc.option(json, { nil: undefined }), fc.option(json, { nil: undefined }), (op, left, right) => {
      expect(typeof holds(left, op, right)).toBe("boolean");
      expect(typeof describeComparison({ op, value: right }, "it")).toBe("string");
    }),
  );
});

test("an object that is called as something of the language's own is compared like any other", () => {
  expect(holds({ toString: 0 }, "equals", false)).toBe(false);
});

test("an operator from a newer version never holds, not even one called as something of the language's own", () => {
  expect(["soundex", "constructor", "__proto__"].map((op) => holds("a", op as OperatorName, "a"))).toEqual([false, false, false]);
});

test("the log keeps what is needed to understand, not the whole cart", () => {
  const found = (value: Json) => judgeComparison({ kind: "property", op: "exists" }, "it", value, aSubject()).found;
  expect(String(found("x".repeat(10_000))).length).toBeLessThan(300);
  expect((found(Array.from({ length: 500 }, (_, i) => i)) as Json[]).length).toBe(11);
  expect(found({ big: "object" })).toBe("{…}");
});

test.each([
  [{ op: "at_least", value: 100 }, "total is at least 100"],
  [{ op: "one_of", value: ["a", "b", "c"] }, "total is one of “a”, “b” or “c”"],
  [{ op: "between", value: [1, 5] }, "total is between 1 and 5"],
  [{ op: "missing" }, "total has no value"],
  [{ op: "within_last", value: "P3D" }, "total was within the last 3 days"],
  [{ op: "before", value: "2026-12-01" }, "total is before 2026-12-01"],
  [{ op: "equals", value: { from: "attribute", name: "plan" } }, "total is the person's plan"],
] as const)("says %j as %s", (comparison, words) => expect(describeComparison(comparison as Comparison, "total")).toBe(words));
