import fc from "fast-check";
import { expect, test } from "vitest";
import { diffWords } from "./diffWords.ts";

test("shows which words of a sentence changed", () => {
  expect(diffWords("wait 30 minutes, then send", "wait 2 hours, then send")).toEqual([
    { sign: " ", text: "wait " },
    { sign: "-", text: "30 minutes, " },
    { sign: "+", text: "2 hours, " },
    { sign: " ", text: "then send" },
  ]);
});

test("the kept and removed words join to the old text, the kept and added ones to the new", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "\n", "ü") });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const changes = diffWords(before, after);
      const joined = (sign: string) =>
        changes
          .filter((change) => change.sign !== sign)
          .map((change) => change.text)
          .join("");
      expect([joined("+"), joined("-")]).toEqual([before, after]);
    }),
  );
});
