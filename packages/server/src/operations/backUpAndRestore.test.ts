import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { emptyDatabase, type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { type MailWorld, mailWorld, scriptedChannel } from "../../../../test/mailWorld.ts";
import { startBeckon } from "../beckon.ts";
import { systemClock } from "../clock.ts";
import { readConfig } from "../config.ts";
import { createLog } from "../log.ts";
import { migrationsFolder, projectFolder } from "../projectFolder.ts";
import { lastBackup } from "../store/installation.ts";
import { migrate, readMigrations } from "../store/migrate.ts";
import { openPool } from "../store/pool.ts";
import type { TableSum } from "./archive.ts";
import { backUp } from "./backUp.ts";
import type { Progress } from "./progress.ts";
import { restore } from "./restore.ts";

const SILENT: Progress = { show: () => {}, end: () => {} };
const SECRET = "a-secret-of-at-least-32-characters";

let folder: string;
let source: TestDatabase;
let target: TestDatabase;
let world: MailWorld;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "beckon-backup-"));
  source = await testDatabase();
  world = await mailWorld(source.db, systemClock);
  await world.launch();
});
afterAll(async () => {
  await source.drop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  target = await emptyDatabase();
  return () => target.drop();
});

let files = 0;

async function aBackup(of: TestDatabase = source, secret: string | null = null): Promise<{ file: string; sums: readonly TableSum[] }> {
  files += 1;
  const file = path.join(folder, `backup-${files}.tar.gz`);
  const { tail } = await backUp({ pool: of.pool, clock: systemClock, version: "0.1.0", file, secret, progress: SILENT });
  return { file, sums: tail.tables };
}

async function bringBack(file: string, options: { replace?: boolean; migrations?: Awaited<ReturnType<typeof readMigrations>> } = {}) {
  const pool = openPool(target.url, 1);
  const { replace = false, migrations = await readMigrations(migrationsFolder()) } = options;
  return restore({ pool, clock: systemClock, migrations, file, replace, progress: SILENT }).finally(() => pool.end());
}

async function tablesOf({ db }: TestDatabase): Promise<string[]> {
  return (await db.query<{ name: string }>("select tablename as name from pg_tables where schemaname = 'public'")).rows.map((row) => row.name);
}

async function someoneBuys(name: string): Promise<void> {
  await world.event(name, "Cart Updated", { total: 120, note: "tab\t, line\n, back\\slash, “quotes”" });
}

describe("a backup", () => {
  test("taken while events come in holds one moment, and brings back every row of it", async () => {
    for (const name of ["ann", "bob", "cid"]) await someoneBuys(name);
    await world.work();
    let going = true;
    let written = 0;
    const traffic = (async () => {
      for (; going; written += 1) {
        await someoneBuys(`late-${written}`);
        await world.work();
      }
    })();
    const soMany = (count: number) => vi.waitFor(() => expect(written).toBeGreaterThan(count), 20_000);
    const taken = soMany(3).then(() => aBackup());
    await taken
      .then(() => soMany(8))
      .finally(() => {
        going = false;
        return traffic;
      });
    const { file, sums } = await taken;

    await bringBack(file);
    const again = await aBackup(target);
    expect(again.sums).toEqual(sums);
    const rows = (name: string) => sums.find((sum) => sum.name === name)?.rows ?? 0;
    expect(rows("sends")).toBe(rows("profiles"));
    expect(rows("profiles")).toBeGreaterThan(3);
    expect(rows("profiles")).toBeLessThan((await source.db.query<{ count: number }>("select count(*) as count from profiles")).rows[0]?.count ?? 0);
  }, 90_000);

  test("is a Beckon that sends what was waiting, each once, and nothing that had been sent", async () => {
    await someoneBuys("dora");
    await world.work();
    await world.sender(scriptedChannel()).runOnce();
    await world.work();
    const before = (await world.sends()).filter((send) => send.state === "sent").length;
    for (const name of ["emil", "fay"]) await someoneBuys(name);
    await world.work();
    await someoneBuys("gus");
    await bringBack((await aBackup()).file);

    const settings = { BECKON_DATABASE_URL: target.url, BECKON_DATA_DIR: folder, BECKON_SECRET: SECRET, BECKON_ROLES: "worker,sender,scheduler" };
    const { config } = readConfig(settings, projectFolder());
    const beckon = await startBeckon({
      config,
      clock: systemClock,
      log: createLog({ level: "silent", readable: false, stream: process.stderr }),
      say: () => {},
    });
    try {
      await vi.waitFor(
        async () => expect(await told(target)).toEqual({ sends: before + 3, sent: before + 3, waiting: 0, messages: before + 3, events: before + 3 }),
        20_000,
      );
    } finally {
      await beckon.stop();
    }
  }, 60_000);

  test("is kept in mind, and leaves no half file where it fails", async () => {
    const { file } = await aBackup();
    expect(await lastBackup(source.db)).toMatchObject({ file: path.basename(file), rows: expect.any(Number) });
    const inTheWay = path.join(folder, "no-such-folder", "x.tar.gz");
    await expect(backUp({ pool: source.pool, clock: systemClock, version: "0", file: inTheWay, secret: null, progress: SILENT })).rejects.toThrow("ENOENT");
    expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("holds the secret only where that is said", async () => {
    expect((await bringBack((await aBackup()).file)).secret).toBeNull();
    const { file } = await aBackup(source, SECRET);
    expect((await bringBack(file, { replace: true })).secret).toBe(SECRET);
  });

  test("of nothing is refused", async () => {
    await expect(aBackup(target)).rejects.toThrow("holds no Beckon yet");
  });
});

describe("a restore", () => {
  test("that fails midway leaves the database as it was", async () => {
    const migrations = await readMigrations(migrationsFolder());
    const failing = { version: 9_999, name: "9999_failing", sql: "select 1 / 0", checksum: "" };
    await expect(bringBack((await aBackup()).file, { migrations: [...migrations, failing] })).rejects.toThrow("division by zero");
    expect(await tablesOf(target)).toEqual([]);
  });

  test("puts nothing over what is there, unless that is said", async () => {
    const { file, sums } = await aBackup();
    await bringBack(file);
    const visitor = openPool(target.url, 1);
    await visitor.query("delete from identities");
    await expect(bringBack(file)).rejects.toThrow("say --replace");
    await expect(bringBack(file, { replace: true })).rejects.toThrow("Stop every process");
    await visitor.end();
    // The server may see a moment later than we that somebody has gone.
    await vi.waitFor(() => bringBack(file, { replace: true }), 20_000);
    expect((await aBackup(target)).sums).toEqual(sums);
  });

  test("refuses tables that are somebody else's", async () => {
    await target.db.query("create table profiles (id int)");
    await expect(bringBack((await aBackup()).file, { replace: true })).rejects.toThrow("not Beckon's");
    expect(await tablesOf(target)).toEqual(["profiles"]);
  });

  test.each([
    ["cut off", (bytes: Buffer) => bytes.subarray(0, bytes.length - 2_000), /damaged|not whole/],
    [
      "with a changed byte",
      (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === Math.floor(bytes.length / 2) ? byte ^ 0xff : byte))),
      /damaged|took/,
    ],
    ["that is something else", () => Buffer.from("hello"), /no backup of Beckon/],
  ])("of a file %s changes nothing", async (_, damage, words) => {
    const { file } = await aBackup();
    await writeFile(`${file}.damaged`, damage(await readFile(file)));
    await expect(bringBack(`${file}.damaged`)).rejects.toThrow(words);
    expect(await tablesOf(target)).toEqual([]);
  });

  test("refuses a newer schema, and brings an older one forward", async () => {
    const migrations = await readMigrations(migrationsFolder());
    await expect(bringBack((await aBackup()).file, { migrations: migrations.slice(0, -1) })).rejects.toThrow("made by a newer Beckon");

    const old = await emptyDatabase();
    await migrate(old.pool, migrations.slice(0, -1), systemClock);
    await old.db.query(
      "insert into identities (workspace_id, kind, value, profile_id, created_at) values (1, 'user_id', 'ann', gen_random_uuid(), '2026-01-01')",
    );
    const { file } = await aBackup(old);
    await old.drop();
    expect((await bringBack(file)).migrated).toEqual([migrations.at(-1)?.name]);
    expect((await target.db.query("select 1 from identities")).rows).toHaveLength(1);
  });
});

/** What became of the mails of a database. */
async function told({ db }: TestDatabase) {
  const { rows } = await db.query<{ [figure: string]: number }>(
    `select (select count(*) from sends) as sends, (select count(*) from sends where state = 'sent' and attempts = 1) as sent, (select count(*) from inbox) as waiting,
       (select count(*) from messages) as messages, (select count(*) from events where name = 'Message Sent') as events`,
  );
  return rows[0];
}
