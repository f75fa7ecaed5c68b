import { expect, test } from "vitest";
import { checkComputedAttribute } from "./checkComputedAttribute.ts";
import { describeComputed } from "./describeComputed.ts";

const spent = { name: "spent_90d", event: "Order Completed", function: "sum", of: "total", within: "P90D" } as const;
const codes = (document: object, known = {}) => checkComputedAttribute(document, known).map(({ code, path }) => `${path} ${code}`);

test("a computed attribute that says all that is needed has no problem, and a sentence", () => {
  const where = { kind: "property", name: "currency", op: "equals", value: "EUR" } as const;
  expect(codes({ ...spent, where })).toEqual([]);
  expect(describeComputed({ ...spent, where })).toBe("sum of total of “Order Completed” in the last 90 days where currency is “EUR”");
  expect(describeComputed({ name: "n", event: "Visited", function: "days_since_last" })).toBe("days since the last “Visited”");
});

test.each([
  [{ ...spent, of: undefined }, "of missing_field"],
  [{ ...spent, function: "count" }, "of needless_property"],
  [{ ...spent, within: "PT0S" }, "within empty_window"],
  [{ ...spent, name: "email" }, "name name_reserved"],
  [{ ...spent, name: "plan" }, "name name_taken"],
  [{ ...spent, event: "Order Complete" }, "event event_not_seen"],
  [{ ...spent, where: { kind: "attribute", name: "plan", op: "exists" } }, "where where_about_profile"],
])("what is wrong is named with its place: %o", (document, problem) => {
  expect(codes(JSON.parse(JSON.stringify(document)), { events: ["Order Completed"], attributes: ["plan"] })).toEqual([problem]);
});
