import type { Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** Keeps a fact about this installation unless it is known already. @returns what is known now */
export async function noteInstallation(q: Query, name: string, value: string): Promise<string> {
  await q.query("insert into installation (name, value) values ($1, to_jsonb($2::text)) on conflict (name) do nothing", [name, value]);
  const { rows } = await q.query<{ value: string }>("select value #>> '{}' as value from installation where name = $1", [name]);
  return rows[0]?.value ?? value;
}

/** A backup that was written to its end. */
export interface BackupNote {
  readonly at: Instant;
  readonly finishedAt: Instant;
  readonly file: string;
  readonly bytes: number;
  readonly rows: number;
}

const LAST_BACKUP = "last_backup";

/** Keeps the last backup in mind, for those who look whether there is one. */
export async function noteBackup(q: Query, note: BackupNote): Promise<void> {
  await q.query("insert into installation (name, value) values ($1, $2::text::jsonb) on conflict (name) do update set value = excluded.value", [
    LAST_BACKUP,
    JSON.stringify(note),
  ]);
}

export async function lastBackup(q: Query): Promise<BackupNote | null> {
  const { rows } = await q.query<{ value: BackupNote }>("select value from installation where name = $1", [LAST_BACKUP]);
  return rows[0]?.value ?? null;
}
