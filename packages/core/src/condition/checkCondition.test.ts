import { expect, test } from "vitest";
import { checkCondition } from "./checkCondition.ts";

const codes = (condition: unknown) => checkCondition(condition, "audience").map(({ code, path }) => [code, path]);

test("finds nothing wrong with a good condition", () => {
  expect(
    checkCondition({
      kind: "all",
      conditions: [
        { kind: "attribute", name: "plan", op: "one_of", value: ["a", 1, true] },
        { kind: "consent", topic: "news", is: "unknown" },
      ],
    }),
  ).toEqual([]);
});

test("names the kind and the operator that were likely meant", () => {
  expect(checkCondition({ kind: "atribute", name: "plan", op: "exists" })[0]?.message).toContain("Did you mean “attribute”?");
  expect(checkCondition({ kind: "attribute", name: "plan", op: "equal", value: 1 })[0]?.message).toContain("Did you mean “equals”?");
});

test.each([
  [{ kind: "attribute", name: "a", op: "equals" }, "missing_field", "audience.value"],
  [{ kind: "attribute", name: "a", op: "exists", value: 1 }, "not_allowed", "audience.value"],
  [{ kind: "attribute", name: "a", op: "one_of", value: "x" }, "wrong_value", "audience.value"],
  [{ kind: "attribute", name: "a", op: "within_last", value: "three days" }, "bad_format", "audience.value"],
  [{ kind: "attribute", name: "a", op: "at_least", value: "many" }, "not_a_number", "audience.value"],
  [{ kind: "attribute", name: "a", op: "at_least", value: "" }, "no_value", "audience.value"],
  [{ kind: "attribute", name: "a", op: "before", value: "" }, "no_value", "audience.value"],
  [{ kind: "attribute", name: "a", op: "equals", value: "" }, "no_value", "audience.value"],
  [{ kind: "attribute", name: "a", op: "before", value: "tomorrow" }, "not_a_date", "audience.value"],
  [{ kind: "attribute", name: "a", op: "between", value: [5, 1] }, "empty_range", "audience.value"],
  [{ kind: "attribute", name: "a", op: "between", value: ["2026-02-01", "2026-01-01"] }, "empty_range", "audience.value"],
  [{ kind: "attribute", name: "a", op: "between", value: ["a", "b"] }, "not_a_range", "audience.value"],
  [{ kind: "all", conditions: [] }, "too_few", "audience.conditions"],
  [{ kind: "not", condition: { kind: "all", conditions: [{ kind: "nope" }] } }, "unknown_kind", "audience.condition.conditions[0].kind"],
  [{ kind: "consent", is: "subscribed" }, "wrong_fields", "audience"],
  [{ kind: "consent", is: "subscribed", channel: "email", topic: "news" }, "wrong_fields", "audience"],
  ["everyone", "wrong_type", "audience"],
])("%j gives %s at %s", (condition, code, path) => expect(codes(condition)).toContainEqual([code, path]));

test("refuses nesting without end", () => {
  let condition: unknown = { kind: "attribute", name: "a", op: "exists" };
  for (let i = 0; i < 5_000; i++) condition = { kind: "not", condition };
  expect(checkCondition(condition)[0]?.code).toBe("too_deep");
});
