import { expect, test } from "vitest";
import { stayText } from "./stayText.ts";

test.each([
  [1, "a minute"],
  [40 * 60, "40 minutes"],
  [5 * 3600, "5 hours"],
  [12.4 * 86_400, "12 days"],
])("%d seconds are %s", (seconds, text) => {
  expect(stayText(seconds)).toBe(text);
});
