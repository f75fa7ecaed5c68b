import pg from "pg";
import { expect, test } from "vitest";
import { testDatabase } from "../../../../test/database.ts";
import { freePort } from "./freePort.ts";
import { isDatabaseGone } from "./gone.ts";

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

test("a server that is not there is gone", async () => {
  const client = new pg.Client({ host: "127.0.0.1", port: await freePort(), user: "a", password: "b" });
  expect(isDatabaseGone(await errorOf(client.connect()))).toBe(true);
});

test("a session that was ended under us is gone", async () => {
  const { pool, drop } = await testDatabase();
  const client = await pool.connect();
  client.on("error", () => {});
  expect(isDatabaseGone(await errorOf(client.query("select pg_terminate_backend(pg_backend_pid())")))).toBe(true);
  client.release(true);
  await drop();
});

test("a wrong statement is not", async () => {
  const { pool, drop } = await testDatabase();
  expect(isDatabaseGone(await errorOf(pool.query("select from nowhere at all")))).toBe(false);
  await drop();
});
