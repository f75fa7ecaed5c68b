import type pg from "pg";
import type { Clock } from "../clock.ts";
import { type AppliedMigration, applyMigration, MIGRATION_LOCK, MIGRATIONS_TABLE, type Migration, pendingOf } from "./migrate.ts";
import { quoted } from "./tableCopy.ts";

/** One connection, for those who only pass it on. */
export type Connection = pg.PoolClient;

/** A table of the database with the columns that hold data. */
export interface StoredTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** By the database's statistics. */
  readonly aboutRows: number;
}

/** How values are written as text, so that any PostgreSQL reads them as they were; and no time limit of the server's. */
const FOR_A_COPY = [
  "bytea_output = hex",
  "datestyle = 'ISO, MDY'",
  "extra_float_digits = 1",
  "statement_timeout = 0",
  "idle_in_transaction_session_timeout = 0",
];

/** Works on the database as it is at this moment, whatever others write meanwhile. */
export function inSnapshot<T>(pool: pg.Pool, work: (client: Connection) => Promise<T>): Promise<T> {
  return inTransaction(pool, "begin isolation level repeatable read read only", work);
}

/** Changes the whole database or nothing of it. Whoever would migrate it meanwhile waits. */
export function allOrNothing<T>(pool: pg.Pool, work: (client: Connection) => Promise<T>): Promise<T> {
  return inTransaction(pool, "begin", async (client) => {
    await client.query("select pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    return work(client);
  });
}

async function inTransaction<T>(pool: pg.Pool, begin: string, work: (client: Connection) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(begin);
    for (const setting of FOR_A_COPY) await client.query(`set local ${setting}`);
    const result = await work(client);
    await client.query("commit");
    client.release();
    return result;
  } catch (error) {
    // A COPY may still be under way; to end the connection ends the transaction with it.
    client.release(true);
    throw error;
  }
}

/** The tables in an order in which they can be filled: what is referred to comes before what refers to it. */
export async function storedTables(client: Connection): Promise<StoredTable[]> {
  const { rows } = await client.query<StoredTable & { readonly needs: readonly string[] }>(
    `select c.relname as name, greatest(c.reltuples, 0)::bigint as "aboutRows",
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
       array(select f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid where k.conrelid = c.oid and k.contype = 'f' and f.oid <> c.oid) as needs
     from pg_class c
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> $1
     order by c.relname`,
    [MIGRATIONS_TABLE],
  );
  const ordered: StoredTable[] = [];
  const place = (row: (typeof rows)[number]): void => {
    if (ordered.some(({ name }) => name === row.name)) return;
    for (const need of row.needs) place(rows.find(({ name }) => name === need) as typeof row);
    ordered.push({ name: row.name, columns: row.columns, aboutRows: row.aboutRows });
  };
  for (const row of rows) place(row);
  return ordered;
}

/** The migrations that have been applied, in order; none where the database is not Beckon's. */
export async function appliedMigrations(client: Connection): Promise<AppliedMigration[]> {
  if (!(await tableExists(client, MIGRATIONS_TABLE))) return [];
  const { rows } = await client.query<AppliedMigration>(`select version, name, checksum from ${MIGRATIONS_TABLE} order by version`);
  return rows;
}

async function tableExists(client: Connection, name: string): Promise<boolean> {
  const { rows } = await client.query("select 1 where to_regclass($1) is not null", [quoted(name)]);
  return rows.length > 0;
}

export async function serverVersion(client: Connection): Promise<string> {
  const { rows } = await client.query<{ version: string }>("select current_setting('server_version') as version");
  return rows[0]?.version ?? "unknown";
}

/** Other processes of Beckon that work on this database. */
export async function othersAtWork(client: Connection): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    "select count(*) as count from pg_stat_activity where datname = current_database() and application_name = 'beckon' and pid <> pg_backend_pid()",
  );
  return rows[0]?.count ?? 0;
}

/** Which of these tables are there. */
export async function presentTables(client: Connection, names: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and relname = any($1::text[])",
    [names],
  );
  return rows.map((row) => row.name);
}

/** Without `cascade`: what somebody else has built upon a table is not ours to drop, and stops the transaction. */
export async function dropTables(client: Connection, names: readonly string[]): Promise<void> {
  if (names.length > 0) await client.query(`drop table ${names.map(quoted).join(", ")}`);
}

/** Makes the tables as they were after `applied`, without a row. @throws SchemaMismatch where this program does not know one of them */
export async function makeTables(client: Connection, migrations: readonly Migration[], applied: readonly AppliedMigration[], clock: Clock): Promise<void> {
  pendingOf(migrations, applied);
  await client.query(`create table ${MIGRATIONS_TABLE} (version int primary key, name text not null, checksum text not null, applied_at timestamptz not null)`);
  for (const { version } of applied) await applyMigration(client, migrations.find((one) => one.version === version) as Migration, clock);
  // Migrations put rows in as well.
  const tables = await storedTables(client);
  if (tables.length > 0) await client.query(`truncate ${tables.map(({ name }) => quoted(name)).join(", ")}`);
}

/** Brings the tables to the newest schema. @returns the names of the migrations it took */
export async function bringForward(
  client: Connection,
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
  clock: Clock,
): Promise<string[]> {
  const pending = pendingOf(migrations, applied);
  for (const migration of pending) await applyMigration(client, migration, clock);
  return pending.map((migration) => migration.name);
}

/** Refreshes what the planner knows: after a load it would believe the tables empty. */
export async function refreshStatistics(pool: pg.Pool): Promise<void> {
  await pool.query("analyze");
}
