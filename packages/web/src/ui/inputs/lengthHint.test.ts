import { expect, test } from "vitest";
import { lengthHint, readableLength } from "./lengthHint.ts";

test("an emoji of several parts and a letter with its accent count once", () => {
  expect(readableLength("👩‍👩‍👧e\u0301!")).toBe(3);
});

test("it is long from one character beyond what is shown", () => {
  expect(lengthHint("a".repeat(50), 50).isLong).toBe(false);
  expect(lengthHint("a".repeat(51), 50).isLong).toBe(true);
});

test("Liquid is not counted, but told", () => {
  expect(lengthHint('Hi {{ profile.first_name | default: "you" }}', 50).text).toBe("3 characters and what the variables bring; phones show about 50");
});
