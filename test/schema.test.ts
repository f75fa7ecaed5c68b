import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { projectFolder } from "../packages/server/src/projectFolder.ts";
import { dumpSchema } from "../packages/server/src/store/schemaDump.ts";
import { testDatabase } from "./database.ts";

test("db/schema.sql is the schema after all migrations (else: npm run db:dump)", async () => {
  const { db, drop } = await testDatabase();
  expect(await readFile(path.join(projectFolder(), "db", "schema.sql"), "utf8")).toBe(await dumpSchema(db));
  await drop();
});
