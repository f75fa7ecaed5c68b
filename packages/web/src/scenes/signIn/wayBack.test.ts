import { expect, test } from "vitest";
import { wayBack } from "./wayBack.ts";

const ORIGIN = "https://beckon.example";

test("leads to the page that was asked for", () => {
  expect(wayBack("/people?search=ann#top", ORIGIN)).toBe("/people?search=ann#top");
});

test.each([
  null,
  "",
  "people",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "\t//evil.example",
  "/.//evil.example",
  "/x/..//evil.example",
  "https://evil.example",
  "javascript:alert(1)",
  "//beckon.example@evil.example",
])("%j leads to the first page", (asked) => {
  expect(wayBack(asked, ORIGIN)).toBe("/");
});
