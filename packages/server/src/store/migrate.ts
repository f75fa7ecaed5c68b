import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";
import type { Clock } from "../clock.ts";
import { splitStatements } from "./sqlStatements.ts";

/** One numbered file of plain SQL. */
export interface Migration {
  readonly version: number;
  /** `0001_workspace` */
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** The stored schema and this program do not fit; the message says what to do. */
export class SchemaMismatch extends Error {}

/** Two Beckons that start together migrate one after the other. The number is arbitrary and ours for ever. */
export const MIGRATION_LOCK = 5_231_907_440_001;

/** Where the applied ones are noted. */
export const MIGRATIONS_TABLE = "schema_migrations";

/** The migrations in `folder` (`0001_name.sql` ...), in order. @throws where two share a number. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}_\w+\.sql$/.test(file)).sort();
  const migrations = await Promise.all(files.map((file) => readMigration(folder, file)));
  for (const [index, migration] of migrations.entries()) {
    if (migrations[index - 1]?.version === migration.version) {
      throw new Error(`Two migrations have the number ${migration.version}: ${migrations[index - 1]?.name} and ${migration.name}.`);
    }
  }
  return migrations;
}

async function readMigration(folder: string, file: string): Promise<Migration> {
  const sql = await readFile(path.join(folder, file), "utf8");
  return { version: Number(file.slice(0, 4)), name: file.slice(0, -".sql".length), sql, checksum: createHash("sha256").update(sql).digest("hex") };
}

/**
 * Brings the database to the newest of `migrations`, each in its own transaction, and returns the names of those it applied.
 * @throws SchemaMismatch where the database is newer than this program or an applied file has changed since.
 */
export async function migrate(pool: pg.Pool, migrations: readonly Migration[], clock: Clock): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await client.query(
      "create table if not exists schema_migrations (version int primary key, name text not null, checksum text not null, applied_at timestamptz not null)",
    );
    const applied = await client.query<AppliedMigration>("select version, name, checksum from schema_migrations order by version");
    const pending = pendingOf(migrations, applied.rows);
    for (const migration of pending) await apply(client, migration, clock);
    return pending.map((migration) => migration.name);
  } finally {
    // Ending the session frees the lock on every path, also where the connection is broken.
    client.release(true);
  }
}

export interface AppliedMigration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

/** What is still to apply. Pure, so that every refusal is tested without a database. */
export function pendingOf(migrations: readonly Migration[], applied: readonly AppliedMigration[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.version, migration]));
  for (const past of applied) {
    const migration = known.get(past.version);
    if (!migration) {
      throw new SchemaMismatch(
        `The database was made by a newer Beckon (it has the migration ${past.name}, which this one does not know). Start that version or a later one.`,
      );
    }
    if (migration.checksum !== past.checksum) {
      throw new SchemaMismatch(
        `The migration ${past.name} was applied in another form than db/migrations/${migration.name}.sql has now. Restore that file; a change goes into a new migration.`,
      );
    }
  }
  const done = new Set(applied.map((past) => past.version));
  return migrations.filter((migration) => !done.has(migration.version));
}

async function apply(client: pg.PoolClient, migration: Migration, clock: Clock): Promise<void> {
  await client.query("begin");
  try {
    await applyMigration(client, migration, clock);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new Error(`The migration ${migration.name} failed and was undone: ${(error as Error).message}`, { cause: error });
  }
}

/** Applies and notes one, in the transaction of the connection. */
export async function applyMigration(client: pg.ClientBase, migration: Migration, clock: Clock): Promise<void> {
  for (const statement of splitStatements(migration.sql)) await client.query(statement);
  await client.query("insert into schema_migrations (version, name, checksum, applied_at) values ($1, $2, $3, $4)", [
    migration.version,
    migration.name,
    migration.checksum,
    new Date(clock.now()).toISOString(),
  ]);
}
