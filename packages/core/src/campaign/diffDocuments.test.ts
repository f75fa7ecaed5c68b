import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../json.ts";
import { diffDocuments, sameDocument } from "./diffDocuments.ts";

const sentences = (before: Json, after: Json) => diffDocuments(before, after).map((difference) => difference.sentence);

describe("diffDocuments", () => {
  test("a changed value is one sentence with both values", () => {
    expect(sentences({ priority: 50 }, { priority: 80 })).toEqual(["priority changes from 50 to 80"]);
  });

  test("the order of keys means nothing, the order of a list does", () => {
    expect(sentences({ a: 1, b: 2 }, { b: 2, a: 1 })).toEqual([]);
    expect(sentences({ tags: ["a", "b"] }, { tags: ["b", "a"] })).toHaveLength(2);
  });

  test("one inserted list item is one difference, named by its place", () => {
    expect(sentences({ unless: [{ event: "A" }, { event: "C" }] }, { unless: [{ event: "A" }, { event: "B" }, { event: "C" }] })).toEqual([
      'unless[1] is added: {"event":"B"}',
    ]);
  });

  test("added and removed keys say what they hold or held", () => {
    expect(sentences({ holdout: 10 }, { goal: { event: "Order Completed" } })).toEqual([
      'goal is added: {"event":"Order Completed"}',
      "holdout is removed (was 10)",
    ]);
  });

  test("a text of several lines is compared line by line", () => {
    const [difference] = diffDocuments({ body: "one\ntwo\nthree" }, { body: "one\n2\nthree\nfour" });
    expect(difference?.sentence).toBe("body changes: 2 lines added, 1 line removed");
    expect(difference?.lines?.map((line) => line.sign + line.text)).toEqual([" one", "-two", "+2", " three", "+four"]);
  });

  test("a change of type is a change", () => {
    expect(sentences({ value: { from: "entry" } }, { value: null })).toEqual(['value changes from {"from":"entry"} to null']);
  });

  test("a key named like an inherited one is compared as its own", () => {
    expect(sentences({}, { constructor: 1 })).toEqual(["constructor is added: 1"]);
  });

  test("no difference exactly when both are equal as JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
        expect(sameDocument(a as Json, a as Json)).toBe(true);
        expect(sameDocument(a as Json, b as Json)).toBe(canonical(a as Json) === canonical(b as Json));
      }),
    );
  });

  test("the old lines and the new lines can both be read back from the comparison", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c", ""), { minLength: 2, maxLength: 12 }).map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffDocuments(before, after)[0]?.lines ?? [];
        const side = (signs: string) =>
          lines
            .filter((line) => signs.includes(line.sign))
            .map((line) => line.text)
            .join("\n");
        if (before !== after) expect([side(" -"), side(" +")]).toEqual([before, after]);
      }),
    );
  });
});

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value === "object" && value !== null) {
    return `{${Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`)
      .join()}}`;
  }
  return JSON.stringify(value === 0 ? 0 : value);
}
