import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { instantColumn, instantOf, jsonColumn, jsonTexts, plainColumn, textColumn } from "./columns.ts";
import { storableJson, storableText } from "./storable.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

async function back<T>(expression: string, array: string, parameter: string): Promise<T[]> {
  const { rows } = await database.db.query<{ value: T }>(`select ${expression} as value from unnest(${array}) as u (value)`, [parameter]);
  return rows.map((row) => row.value);
}

test("any text comes back as it went, and null as null", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(fc.string({ unit: "binary" })), { minLength: 1 }), async (values) => {
      const storable = values.map((value) => (value === null ? null : storableText(value)));
      expect(await back("value", "$1::text[]", textColumn(storable))).toEqual(storable);
    }),
    { numRuns: 60 },
  );
});

test("any JSON comes back as it went", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(fc.jsonValue({ noUnicodeString: false })), { minLength: 1 }), async (values) => {
      const texts = values.map((value) => (value === null ? null : storableJson(value)));
      const expected = texts.map((text) => (text === null ? null : JSON.parse(text)));
      expect(await back("value::json", jsonTexts("$1"), jsonColumn(texts))).toEqual(JSON.parse(JSON.stringify(expected)));
    }),
    { numRuns: 60 },
  );
});

test("an instant keeps its millisecond", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2200, 0, 1) })), { minLength: 1 }), async (values) => {
      const { rows } = await database.db.query<{ value: number | null }>(`select ${instantOf("value")} as value from unnest($1::float8[]) as u (value)`, [
        instantColumn(values),
      ]);
      expect(rows.map((row) => row.value)).toEqual(values);
    }),
    { numRuns: 60 },
  );
});

test("numbers, ids and booleans need no quotes", () => {
  expect(plainColumn([1, null, true, "0190"])).toBe("{1,null,true,0190}");
  expect(plainColumn([])).toBe("{}");
});
