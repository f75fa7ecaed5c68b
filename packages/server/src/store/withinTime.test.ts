import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { withinTime } from "./withinTime.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

test("what takes longer than it may comes to nothing, and the connection goes on without a limit", async () => {
  expect(await withinTime(database.db, 20, (tx) => tx.query("select pg_sleep(60)"))).toBeNull();
  expect((await database.db.query("select current_setting('statement_timeout') as limit")).rows).toEqual([{ limit: "0" }]);
});

test("what ends in time is answered, and any other failure is told", async () => {
  expect((await withinTime(database.db, 60_000, (tx) => tx.query("select 7 as seven")))?.rows).toEqual([{ seven: 7 }]);
  await expect(withinTime(database.db, 60_000, (tx) => tx.query("select 1 / 0"))).rejects.toThrow("division by zero");
});
