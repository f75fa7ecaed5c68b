import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

test.each([
  ["plna", "plan"],
  ["Plan", "plan"],
  ["paln", "plan"],
  ["at_lest", "at_least"],
  ["emial", "email"],
])("%s is near %s", (name, meant) => {
  expect(nearest(name, ["plan", "email", "at_least", "country"])).toBe(meant);
});

test("nothing is near what is altogether different", () => {
  expect([nearest("zzz", ["plan"]), nearest("x", []), nearest("", ["plan"])]).toEqual([null, null, null]);
});
