import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { formatInstant } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { dbOf } from "../store/db.ts";
import { noteBackup } from "../store/installation.ts";
import type { Pool } from "../store/pool.ts";
import { copyOut } from "../store/tableCopy.ts";
import { appliedMigrations, type Connection, inSnapshot, type StoredTable, serverVersion, storedTables } from "../store/wholeDatabase.ts";
import { type ArchiveTail, ArchiveWriter, type TableSum } from "./archive.ts";
import type { Progress } from "./progress.ts";
import { Summing } from "./tableSum.ts";

/** An operation that was asked for and may not be done; the message says what helps. */
export class CannotOperate extends Error {}

export interface BackupOptions {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly version: string;
  readonly file: string;
  /** The installation's secret where it is to go along. */
  readonly secret: string | null;
  readonly progress: Progress;
}

export interface BackupDone {
  readonly tail: ArchiveTail;
  readonly bytes: number;
}

/**
 * Writes all of the database as it is at this moment into one file, while everything goes on. The file has its name only
 * once it is whole.
 */
export async function backUp(options: BackupOptions): Promise<BackupDone> {
  const { pool, clock, file } = options;
  const draft = `${file}.part`;
  const at = clock.now();
  try {
    const tail = await inSnapshot(pool, (client) => writeArchive(client, draft, options));
    await rename(draft, file);
    const { size } = await stat(file);
    await noteBackup(dbOf(pool), {
      at,
      finishedAt: clock.now(),
      file: path.basename(file),
      bytes: size,
      rows: tail.tables.reduce((sum, { rows }) => sum + rows, 0),
    });
    return { tail, bytes: size };
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function writeArchive(client: Connection, draft: string, { clock, version, secret, progress }: BackupOptions): Promise<ArchiveTail> {
  const migrations = await appliedMigrations(client);
  if (migrations.length === 0) throw new CannotOperate("There is nothing to back up: this database holds no Beckon yet.");
  const tables = await storedTables(client);
  const archive = new ArchiveWriter(createWriteStream(draft, { mode: 0o600 }));
  const write = async (): Promise<ArchiveTail> => {
    await archive.head({
      format: 1,
      beckon: version,
      postgres: await serverVersion(client),
      at: formatInstant(clock.now()),
      migrations,
      tables: tables.map(({ name, columns }) => ({ name, columns })),
      holdsSecret: secret !== null,
    });
    if (secret !== null) await archive.secret(secret);
    const tail = { tables: await writeTables(client, tables, archive, progress) };
    await archive.end(tail);
    return tail;
  };
  // A full disk ends the file and not the writing into it: whichever fails first ends both.
  const [tail] = await Promise.all([write(), archive.written]);
  return tail;
}

async function writeTables(client: Connection, tables: readonly StoredTable[], archive: ArchiveWriter, progress: Progress): Promise<TableSum[]> {
  const total = tables.reduce((sum, { aboutRows }) => sum + aboutRows, 0);
  let done = 0;
  const sums: TableSum[] = [];
  for (const { name, columns } of tables) {
    const summing = new Summing();
    const count = (rows: number): void => {
      done += rows;
      progress.show(done, Math.max(total, done), name);
    };
    await archive.table(name, summing.over(copyOut(client, name, columns), count));
    sums.push(summing.sum(name));
  }
  progress.end();
  return sums;
}
