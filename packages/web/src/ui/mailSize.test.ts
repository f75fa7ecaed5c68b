import { expect, test } from "vitest";
import { mailSize } from "./mailSize.ts";

test("a mail is clipped from 102 kB on, counted in bytes", () => {
  expect(mailSize("a".repeat(101_999))).toEqual({ text: "102 kB", isClipped: false });
  expect(mailSize("ä".repeat(51_000))).toEqual({ text: "102 kB", isClipped: true });
});

test("a short one is told in bytes", () => {
  expect(mailSize("<p>Hi</p>").text).toBe("9 bytes");
});
