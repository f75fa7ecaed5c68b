import { readFileSync } from "node:fs";
import { campaignSchema, type Json, type JsonObject } from "@beckon/core";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { inSchemaOrder } from "./schemaOrder.ts";

const example = parse(readFileSync(new URL("../../../../docs/examples/abandoned-cart.yaml", import.meta.url), "utf8")) as JsonObject;

/** As jsonb gives it back: keys by length, then by letter. */
function asStored(value: Json): Json {
  if (Array.isArray(value)) return value.map(asStored);
  if (typeof value !== "object" || value === null) return value;
  const names = Object.keys(value).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return Object.fromEntries(names.map((name) => [name, asStored(value[name] ?? null)]));
}

test("a document from the database reads in the order of its schema again, to the last condition", () => {
  const stored = asStored(example) as JsonObject;
  expect(Object.keys(stored)[0]).toBe("key");
  const read = inSchemaOrder(stored, campaignSchema);
  expect(read).toEqual(example);
  expect(Object.keys(read).slice(0, 4)).toEqual(["key", "name", "description", "trigger"]);
  expect(JSON.stringify(read.trigger)).toBe('{"kind":"event","event":"Cart Updated","where":{"kind":"property","name":"total","op":"at_least","value":100}}');
  expect(JSON.stringify(read.atMost)).toBe('[{"max":2,"per":{"calendar":"day"},"over":"skip"}]');
  expect(Object.keys(read).at(-1)).toBe("message");
});

test("what the schema does not name comes last and is kept", () => {
  expect(JSON.stringify(inSchemaOrder({ zz: 1, name: "n", key: "k" }, campaignSchema))).toBe('{"key":"k","name":"n","zz":1}');
});
