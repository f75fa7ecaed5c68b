import { expect, test } from "vitest";
import { readableTemplate } from "./readableTemplate.ts";

test("a variable reads as its name, a condition as nothing", () => {
  expect(readableTemplate('Hello {{ profile.first_name | default: "there" }}, {{event.total}} {% if event.vip %}for you{% endif %}')).toBe(
    "Hello [first name], [total] for you",
  );
});

test("what is no template, or nothing else, stays as it is", () => {
  expect(readableTemplate("Your cart {is} here")).toBe("Your cart {is} here");
  expect(readableTemplate("{% if vip %}{% endif %}")).toBe("{% if vip %}{% endif %}");
  expect(readableTemplate("{{ half")).toBe("{{ half");
});
