import { expect, test } from "vitest";
import { isMailAddress } from "./mailAddress.ts";

test.each(["ann@shop.example", "ann+tag@shop.example", "ann@localhost", "ä@büro.example", "o'neil@shop.example"])("%s is one address", (text) => {
  expect(isMailAddress(text)).toBe(true);
});

test.each([
  "a@x.example, b@x.example",
  "a@x.example;b@x.example",
  "Group: a@x.example;",
  "Ann <ann@x.example>",
  "<ann@x.example>",
  "ann",
  "a@b@c",
  "ann@x.example\nbcc: b@x.example",
  `${"a".repeat(250)}@x.example`,
])("%j is not", (text) => {
  expect(isMailAddress(text)).toBe(false);
});
