import { expect, test } from "vitest";
import { literalOf, textOf } from "./literal.ts";

test("a number typed where numbers are compared becomes one", () => {
  expect(literalOf("100", "at_least", undefined)).toBe(100);
  expect(literalOf("100", "equals", "number")).toBe(100);
  expect(literalOf("100", "equals", "integer")).toBe(100);
});

test("digits of a text property stay text, so that a postcode keeps its zeros", () => {
  expect(literalOf("01067", "equals", "string")).toBe("01067");
  expect(literalOf("007", "at_least", undefined)).toBe("007");
});

test("what stands in the field is what was typed", () => {
  for (const typed of ["", "1.", "-", "1.5", "12e", "abc"]) expect(textOf(literalOf(typed, "at_least", "number"))).toBe(typed);
});
