import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { bundleForNode } from "../../../test/bundle.ts";
import { type TestDatabase, testDatabase } from "../../../test/database.ts";
import { type Program, startProgram } from "../../../test/program.ts";

const API_KEY = "bkn_api_for_the_test";
const WRITE_KEY = "bkn_write_for_the_test";

let file: string;
let folder: string;
let database: TestDatabase;
const started: Program[] = [];

beforeAll(async () => {
  file = await bundleForNode("packages/server/src/main.ts");
  folder = mkdtempSync(path.join(os.tmpdir(), "beckon-main-"));
  database = await testDatabase();
});
afterAll(async () => {
  for (const { child } of started) child.kill("SIGKILL");
  await database.drop();
  rmSync(folder, { recursive: true });
  rmSync(path.dirname(file), { recursive: true });
});

function start(settings: Readonly<Record<string, string>> = {}): Program {
  const program = startProgram(file, {
    BECKON_DATA_DIR: folder,
    BECKON_DATABASE_URL: database.url,
    BECKON_API_KEY: API_KEY,
    BECKON_WRITE_KEY: WRITE_KEY,
    ...settings,
  });
  started.push(program);
  return program;
}

async function end(program: Program): Promise<void> {
  program.child.kill("SIGTERM");
  expect(await program.ended()).toBe(0);
}

async function track(url: string, userId: string): Promise<number> {
  const headers = { authorization: `Basic ${btoa(`${WRITE_KEY}:`)}`, "content-type": "application/json" };
  return (await fetch(`${url}/v1/track`, { method: "POST", headers, body: JSON.stringify({ userId, event: "Seen" }) })).status;
}

async function eventsOf(url: string): Promise<number> {
  const answer = await fetch(`${url}/api/events?name=Seen`, { headers: { authorization: `Bearer ${API_KEY}` } });
  return ((await answer.json()) as { items: unknown[] }).items.length;
}

/** A whole Beckon is started in each, some of them twice; busy machines take their time. */
describe("the program", { timeout: 120_000 }, () => {
  test("takes an event, works it off, and ends in order", async () => {
    const program = start();
    const url = await program.ready();
    expect(await track(url, "ann")).toBe(200);
    await vi.waitFor(async () => expect(await eventsOf(url)).toBe(1), 10_000);
    await end(program);
    expect(program.said()).toContain("Beckon has ended.");
  });

  test("shows what it made for its user once", async () => {
    const first = start({ BECKON_ADMIN_EMAIL: "ann@shop.example" });
    await first.ready();
    expect(first.said()).toMatch(/shown only this once:\n {2}BECKON_ADMIN_PASSWORD=\S{10,}/);
    await end(first);
    const second = start({ BECKON_ADMIN_EMAIL: "ann@shop.example" });
    await second.ready();
    expect(second.said()).not.toContain("shown only this once");
    await end(second);
  });

  test("runs its parts in processes of their own", async () => {
    const api = start({ BECKON_ROLES: "api" });
    const worker = start({ BECKON_ROLES: "worker,scheduler" });
    await vi.waitFor(() => expect(worker.said()).toContain("is ready and works as worker, scheduler."), 20_000);
    const url = await api.ready();
    const before = await eventsOf(url);
    expect(await track(url, "bob")).toBe(200);
    await vi.waitFor(async () => expect(await eventsOf(url)).toBe(before + 1), 20_000);
    await end(worker);
    await end(api);
  });

  test("warns of a second secret on one database, which would break the links in mails", async () => {
    const program = start({ BECKON_SECRET: "another secret than that of the data folder" });
    await program.ready();
    expect(program.said()).toContain("BECKON_SECRET is not the one that this database began with");
    await end(program);
  });

  test("says all that is wrong with the settings, and no more", async () => {
    const program = start({ BECKON_PORT: "many", BECKON_LOG_LEVEL: "loud" });
    expect(await program.ended()).toBe(1);
    expect(program.said().trim().split("\n")).toEqual([
      "2 settings are wrong:",
      '  BECKON_PORT must be a port number from 0 to 65535, not "many".',
      '  BECKON_LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, not "loud".',
    ]);
  });

  test("says which setting helps when its port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as { port: number };
    const program = start({ BECKON_PORT: String(port) });
    expect(await program.ended()).toBe(1);
    expect(program.said()).toContain(`Port ${port} is taken by another program. End that one, or start with another port: BECKON_PORT=${port + 1} npm start`);
    other.close();
  });

  test("says so when the data folder cannot be one", async () => {
    const program = start({ BECKON_DATA_DIR: file });
    expect(await program.ended()).toBe(1);
    expect(program.said().trim()).toBe(`${file} cannot be used (EEXIST). Start as the owner of the data folder, or give another one by BECKON_DATA_DIR.`);
  });

  test("does not start on the database of a newer version", async () => {
    await database.pool.query("insert into schema_migrations values (9999, '9999_future', 'x', '2030-01-01T00:00:00Z')");
    const program = start();
    expect(await program.ended()).toBe(1);
    expect(program.said()).toContain("The database was made by a newer Beckon (it has the migration 9999_future, which this one does not know).");
    await database.pool.query("delete from schema_migrations where version = 9999");
  });
});
