import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { Clock } from "../clock.ts";
import type { Migration } from "../store/migrate.ts";
import { SchemaMismatch } from "../store/migrate.ts";
import type { Pool } from "../store/pool.ts";
import { copyInto } from "../store/tableCopy.ts";
import { dropPlainIndexes } from "../store/tableIndexes.ts";
import { allOrNothing, bringForward, type Connection, dropTables, makeTables, othersAtWork, presentTables, refreshStatistics } from "../store/wholeDatabase.ts";
import { type ArchiveHead, ArchiveReader, BadArchive, type TableSum } from "./archive.ts";
import { CannotOperate } from "./backUp.ts";
import type { Progress } from "./progress.ts";
import { Summing } from "./tableSum.ts";

export interface RestoreOptions {
  /** Of one connection: others would be taken for a Beckon at work. */
  readonly pool: Pool;
  readonly clock: Clock;
  readonly migrations: readonly Migration[];
  readonly file: string;
  /** Put it in the place of a Beckon that is there. */
  readonly replace: boolean;
  readonly progress: Progress;
}

export interface RestoreDone {
  readonly head: ArchiveHead;
  readonly tables: readonly TableSum[];
  /** Migrations that were applied to an older backup. */
  readonly migrated: readonly string[];
  readonly secret: string | null;
}

/** Brings a backup back in one transaction: all of it, checked row by row, or nothing. */
export async function restore({ pool, clock, migrations, file, replace, progress }: RestoreOptions): Promise<RestoreDone> {
  const { size } = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new BadArchive(`The backup cannot be read: ${error.message}`);
  });
  let read = 0;
  let table = "";
  const archive = new ArchiveReader(file, (bytes) => {
    read += bytes;
    progress.show(read, size, table);
  });
  const head = await archive.head();
  refuseNewer(head, migrations);
  const secret = await archive.secret();
  const done = await allOrNothing(pool, async (client) => {
    await makeRoom(client, head, migrations, replace);
    await makeTables(client, migrations, head.migrations, clock);
    const names = head.tables.map(({ name }) => name);
    const indexes = await dropPlainIndexes(client, names);
    const tables = await fillTables(client, head, archive, (name) => {
      table = name;
    });
    compare(tables, (await archive.tail()).tables);
    progress.show(size, size, "indexes");
    for (const index of indexes) await client.query(index);
    return { tables, migrated: await bringForward(client, migrations, head.migrations, clock) };
  });
  progress.end();
  await refreshStatistics(pool);
  return { head, secret, ...done };
}

function refuseNewer(head: ArchiveHead, migrations: readonly Migration[]): void {
  const unknown = head.migrations.find(({ version }) => !migrations.some((known) => known.version === version));
  if (unknown)
    throw new SchemaMismatch(
      `The backup was made by a newer Beckon (${head.beckon}; it has the migration ${unknown.name}). Restore it with that version or a later one.`,
    );
}

/** Refuses where something would be lost that nobody said may be. */
async function makeRoom(client: Connection, head: ArchiveHead, migrations: readonly Migration[], replace: boolean): Promise<void> {
  const ours = [...new Set(["schema_migrations", ...migrations.flatMap(tablesMadeBy), ...head.tables.map(({ name }) => name)])];
  const present = await presentTables(client, ours);
  if (present.length === 0) return;
  if (!present.includes("schema_migrations"))
    throw new CannotOperate(
      `The database has tables that are not Beckon's and are called like its own (${present.slice(0, 3).join(", ")}). Restore into another database.`,
    );
  if (!replace)
    throw new CannotOperate(
      "The database holds a Beckon already. Restore into an empty one, or say --replace to put the backup in its place; what is there is then gone.",
    );
  const others = await othersAtWork(client);
  if (others > 0)
    throw new CannotOperate(`Beckon is working on this database (${others} ${others === 1 ? "connection" : "connections"}). Stop every process of it first.`);
  await dropTables(client, present);
}

function tablesMadeBy({ sql }: Migration): string[] {
  return [...sql.matchAll(/create table (?:if not exists )?(\w+)/gi)].map(([, name]) => name as string);
}

async function fillTables(client: Connection, head: ArchiveHead, archive: ArchiveReader, onTable: (name: string) => void): Promise<TableSum[]> {
  const sums: TableSum[] = [];
  for (const { name, columns } of head.tables) {
    const summing = new Summing();
    onTable(name);
    if (archive.nextTable === name) {
      const into = copyInto(client, name, columns);
      await pipeline(summing.over(archive.rows()), into).catch((error: unknown) => {
        throw refusedRow(error, name);
      });
      const sum = summing.sum(name);
      if (into.rowCount !== sum.rows) throw new BadArchive(`The database took ${into.rowCount} of ${sum.rows} rows of ${name}. Nothing was changed.`);
      sums.push(sum);
    } else sums.push(summing.sum(name));
  }
  return sums;
}

/** A row that the database cannot read (SQLSTATE classes 22 and 23) was not written so: a byte of it has changed. */
function refusedRow(error: unknown, table: string): unknown {
  const { code, message } = error as { readonly code?: string; readonly message: string };
  return code !== undefined && /^2[23]/.test(code)
    ? new BadArchive(`The backup is damaged: a row of ${table} cannot be read (${message}). Nothing was changed.`)
    : error;
}

/** @throws BadArchive at the first table that is not as it was written */
function compare(read: readonly TableSum[], written: readonly TableSum[]): void {
  for (const expected of written) {
    const found = read.find(({ name }) => name === expected.name);
    if (found?.rows !== expected.rows || found.sha256 !== expected.sha256)
      throw new BadArchive(
        `The backup is damaged: ${expected.name} had ${expected.rows} rows when it was written and has ${found?.rows ?? 0} now, or other ones. Nothing was changed.`,
      );
  }
  if (read.length !== written.length) throw new BadArchive("The backup is damaged: its list of tables and its sums differ. Nothing was changed.");
}
