import { expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { valueAt } from "./path.ts";

const order: JsonObject = {
  total: 5,
  "utm.source": "mail",
  address: { city: "Bonn" },
  tags: ["a", "b"],
  products: [{ sku: "A-1", sizes: ["s", "m"] }, { name: "no sku" }, { sku: "B-2", sizes: ["l"] }],
};

test.each([
  ["total", 5],
  ["address.city", "Bonn"],
  ["utm.source", "mail"],
  ["tags", ["a", "b"]],
  ["products.sku", ["A-1", "B-2"]],
  ["products.0.sku", "A-1"],
  ["products.sizes", ["s", "m", "l"]],
  ["products.9.sku", undefined],
  ["products.nothing", []],
  ["total.cents", undefined],
  ["address.street", undefined],
  ["", undefined],
  ["address.", undefined],
] as const)("%s is %j", (path, value) => expect(valueAt(order, path)).toEqual(value));

test.each(["__proto__", "constructor", "constructor.name", "address.__proto__", "tags.length", "products.map", "toString"])(
  "%s finds nothing of the language's own",
  (path) => {
    const found = valueAt(order, path);
    expect(found === undefined || (Array.isArray(found) && found.length === 0)).toBe(true);
  },
);

test("finds a property that the sender really called constructor", () => {
  expect(valueAt(JSON.parse('{"constructor": 1, "__proto__": {"x": 2}}'), "constructor")).toBe(1);
  expect(valueAt(JSON.parse('{"__proto__": {"x": 2}}'), "__proto__.x")).toBe(2);
});
