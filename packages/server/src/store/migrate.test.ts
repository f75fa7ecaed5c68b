import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testClock } from "../../../../test/clock.ts";
import { type TestDatabase, testDatabase } from "../../../../test/database.ts";
import { migrationsFolder } from "../projectFolder.ts";
import { type Migration, migrate, pendingOf, readMigrations, SchemaMismatch } from "./migrate.ts";

const clock = testClock(Date.UTC(2026, 0, 1));

function migration(version: number, sql: string): Migration {
  return { version, name: `${String(version).padStart(4, "0")}_x`, sql, checksum: `sum of ${sql}` };
}

describe("migrate", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());

  test("a migrated database has nothing left to apply", async () => {
    expect(await migrate(database.pool, await readMigrations(migrationsFolder()), clock)).toEqual([]);
  });

  test("applies what is new, in order, and remembers it", async () => {
    const known = await readMigrations(migrationsFolder());
    const added = [migration(9001, "create table a (x int); insert into a values (1)"), migration(9002, "alter table a add y int")];
    expect(await migrate(database.pool, [...known, ...added], clock)).toEqual(["9001_x", "9002_x"]);
    expect(await migrate(database.pool, [...known, ...added], clock)).toEqual([]);
    const { rows } = await database.pool.query("select x, y from a");
    expect(rows).toEqual([{ x: 1, y: null }]);
    await database.pool.query("delete from schema_migrations where version > 9000");
  });

  test("a migration that fails leaves nothing behind", async () => {
    const known = await readMigrations(migrationsFolder());
    const failing = migration(9003, "create table b (x int); select 1 / 0");
    await expect(migrate(database.pool, [...known, failing], clock)).rejects.toThrow("9003_x failed and was undone: division by zero");
    const { rows } = await database.pool.query("select to_regclass('b') as b");
    expect(rows).toEqual([{ b: null }]);
  });

  test("two that start together apply each migration once", async () => {
    const known = await readMigrations(migrationsFolder());
    const added = [...known, migration(9004, "create table c (x int)")];
    const applied = await Promise.all([1, 2, 3].map(() => migrate(database.pool, added, clock)));
    expect(applied.flat()).toEqual(["9004_x"]);
  });
});

describe("pendingOf", () => {
  const first = migration(1, "a");

  test("refuses a database that is newer than the program", () => {
    expect(() => pendingOf([first], [first, migration(2, "b")])).toThrow(/newer Beckon \(it has the migration 0002_x/);
  });

  test("refuses a migration that was changed after it was applied", () => {
    expect(() => pendingOf([first], [{ ...first, checksum: "other" }])).toThrow(SchemaMismatch);
  });
});
