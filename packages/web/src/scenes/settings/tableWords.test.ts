import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { TABLE_WORDS, tableWords } from "./tableWords.ts";

test("words are kept for tables that there are", () => {
  const schema = readFileSync("db/schema.sql", "utf8");
  const tables = [...schema.matchAll(/^create table (\w+)/gim)].map(([, name]) => name);
  expect(Object.keys(TABLE_WORDS).filter((table) => !tables.includes(table))).toEqual([]);
});

test("a table without words of its own is called by its name", () => {
  expect(tableWords("audit_entries")).toBe("Audit entries");
});
