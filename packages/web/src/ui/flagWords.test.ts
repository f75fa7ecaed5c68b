import { expect, test } from "vitest";
import { flagWords } from "./flagWords.ts";

test("the marks of an event read as one line of words", () => {
  expect(flagWords(["imported", "quiet", "fill_only"])).toBe("Imported, starts no campaign, fills only what was empty");
});
