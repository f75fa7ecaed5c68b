import type { JsonObject } from "@beckon/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DefinitionFile, type FileProblem, isProblem, readDefinition, rewriteDefinition, writeDefinition } from "./definitionFile.ts";

function read(text: string, path = "campaigns/cart.yaml"): DefinitionFile {
  const file = readDefinition(path, "campaign", text);
  if (isProblem(file)) throw new Error(file.message);
  return file;
}

const problemIn = (text: string, path = "campaigns/cart.yaml") => readDefinition(path, "campaign", text) as FileProblem;

describe("a file", () => {
  test("is written with its schema in the first line and a mail's source as a block", () => {
    const text = writeDefinition(
      "campaigns/cart.yaml",
      { key: "cart", message: { body: { format: "mjml", source: "<mjml>\n  <mj-body/>\n</mjml>\n" } } },
      "../.schema/campaign.json",
    );
    expect(text).toBe(
      "# yaml-language-server: $schema=../.schema/campaign.json\nkey: cart\nmessage:\n  body:\n    format: mjml\n    source: |\n      <mjml>\n        <mj-body/>\n      </mjml>\n",
    );
  });

  test("says again what was written, whatever the texts hold", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.stringMatching(/^[ \n\t#:|>'"a-c0-9-]*$/),
      fc.constantFrom("no", "on", "09:00", "1e3", "null", "~", "2026-12-01", "|\n", " \n a\n", " \n", "a\r\nb\r", "\n\n  \n"),
    );
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(text, tie("value"), { maxKeys: 3 }),
      ),
    })).value;
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("key", "name", "trigger"), value), (document) => {
        expect(read(writeDefinition("campaigns/a.yaml", document as JsonObject, "x")).document).toEqual(document);
        expect(read(writeDefinition("campaigns/a.json", document as JsonObject, "x"), "campaigns/a.json").document).toEqual(document);
      }),
    );
  });

  test("takes times, yes and no as texts, as JSON does", () => {
    expect(read("from: 09:00\nto: 24:00\ncountry: no\nstart: 2026-12-01T00:00").document).toEqual({
      from: "09:00",
      to: "24:00",
      country: "no",
      start: "2026-12-01T00:00",
    });
  });

  test("keeps its comments and order when another document comes in", () => {
    const file = read("# Ours\nname: Cart # short\nkey: cart\ntrigger:\n  # at least\n  value: 100\ntags: [a]\n");
    expect(rewriteDefinition(file, { key: "cart", name: "Cart reminder", trigger: { value: 120 }, priority: 80 })).toBe(
      "# Ours\nname: Cart reminder # short\nkey: cart\ntrigger:\n  # at least\n  value: 120\npriority: 80\n",
    );
  });

  test("says the new document after it was rewritten, whatever it said before", () => {
    const document = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.jsonValue({ maxDepth: 2 })) as fc.Arbitrary<JsonObject>;
    fc.assert(
      fc.property(document, document, (before, after) => {
        const expected = JSON.parse(JSON.stringify(after));
        expect(read(rewriteDefinition(read(writeDefinition("a.yaml", before, "x")), after)).document).toEqual(expected);
      }),
    );
  });
});

describe("a line", () => {
  const file = read(
    "key: cart\ntrigger:\n  kind: event\n  where:\n    conditions:\n      - kind: property\n        name: total\n      - kind: property\n        name: x\n",
  );

  test("is found for every part, also inside lists", () => {
    expect(["key", "trigger", "trigger.kind", "trigger.where.conditions[1].name"].map(file.lineOf)).toEqual([1, 2, 3, 9]);
  });

  test("of a part that is missing is the line of what should hold it", () => {
    expect([file.lineOf("message.subject"), file.lineOf("trigger.event"), file.lineOf("")]).toEqual([1, 2, 1]);
  });
});

describe("a file that cannot be read", () => {
  test("names the line", () => {
    expect(problemIn('key: cart\nname: "open\n')).toMatchObject({ line: expect.any(Number), message: expect.stringContaining("This is not YAML") });
    expect(problemIn("key: a\nkey: b\n")).toMatchObject({ line: 2, message: expect.stringContaining("unique") });
    expect(problemIn('{"key": }', "campaigns/a.json")).toMatchObject({ message: expect.stringContaining("This is not JSON") });
  });

  test("is one that holds no object", () => {
    expect(problemIn("- a\n- b\n").message).toContain("A campaign is an object");
    expect(problemIn("").message).toContain("A campaign is an object");
  });
});
