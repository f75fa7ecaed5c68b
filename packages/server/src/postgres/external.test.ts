import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { checkExternalPostgres } from "./external.ts";
import { freePort } from "./freePort.ts";

describe("a given database", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());

  test("is taken when it is new enough and speaks UTF-8", async () => {
    await expect(checkExternalPostgres(database.url, 0, () => {})).resolves.toBeUndefined();
  });

  test("is refused by its address, never by its password, when it does not let us in", async () => {
    const url = database.url.replace(/:[^:@]+@/, ":secret@");
    const refusal = checkExternalPostgres(url, 5_000, () => {});
    await expect(refusal).rejects.toThrow(/^The database at 127\.0\.0\.1:\d+\/test_\w+ cannot be used: password authentication failed/);
    await expect(refusal).rejects.not.toThrow("secret");
  });

  test("is refused when its encoding cannot hold every name", async () => {
    await database.pool.query("create database latin encoding latin1 template template0 locale_provider libc locale 'C'");
    const url = Object.assign(new URL(database.url), { pathname: "/latin" }).toString();
    await expect(checkExternalPostgres(url, 0, () => {})).rejects.toThrow("has the encoding LATIN1; Beckon needs UTF8.");
    await database.pool.query("drop database latin");
  });

  test("that is not there is waited for, and said so", async () => {
    const said: string[] = [];
    const port = await freePort();
    await expect(checkExternalPostgres(`postgres://a:b@127.0.0.1:${port}/c`, 1, (sentence) => said.push(sentence))).rejects.toThrow("ECONNREFUSED");
    expect(said).toEqual([`Waiting for the database at 127.0.0.1:${port}/c.`]);
  });
});
