import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** A file that somebody gave or a job made. */
export interface FileRow {
  readonly id: string;
  readonly workspaceId: number;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: number;
  /** Null while it is being written. */
  readonly completedAt: Instant | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

const COLUMNS = `id, workspace_id as "workspaceId", name, content_type as "contentType", bytes, completed_at as "completedAt", created_at as "createdAt", expires_at as "expiresAt"`;

/** Begins a file, or keeps the one that a step before a crash has begun. */
export async function beginFile(q: Query, file: Omit<FileRow, "bytes" | "completedAt">): Promise<void> {
  await q.query(
    `insert into files (id, workspace_id, name, content_type, bytes, created_at, expires_at) values ($1, $2, $3, $4, 0, $5, $6) on conflict (id) do nothing`,
    [file.id, file.workspaceId, file.name, file.contentType, formatInstant(file.createdAt), formatInstant(file.expiresAt)],
  );
}

/** Writes one part; written again, it replaces itself. */
export async function putPart(q: Query, fileId: string, part: number, body: Uint8Array): Promise<void> {
  await q.query("insert into file_parts (file_id, part, body) values ($1, $2, $3) on conflict (file_id, part) do update set body = excluded.body", [
    fileId,
    part,
    body,
  ]);
}

/** The file is whole with so many parts: whatever a step before a crash wrote beyond them goes. */
export async function completeFile(q: Query, fileId: string, parts: number, at: Instant): Promise<void> {
  await q.query("delete from file_parts where file_id = $1 and part >= $2", [fileId, parts]);
  await q.query(
    `update files set completed_at = $2::timestamptz, bytes = coalesce((select sum(length(body)) from file_parts where file_id = $1), 0) where id = $1`,
    [fileId, formatInstant(at)],
  );
}

export async function findFile(q: Query, id: string): Promise<FileRow | null> {
  const { rows } = await q.query<FileRow>(`select ${COLUMNS} from files where id = $1`, [id]);
  return rows[0] ?? null;
}

export async function findFiles(q: Query, ids: readonly string[]): Promise<Map<string, FileRow>> {
  if (ids.length === 0) return new Map();
  const { rows } = await q.query<FileRow>(`select ${COLUMNS} from files where id = any($1::uuid[])`, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

export async function readPart(q: Query, fileId: string, part: number): Promise<Buffer | null> {
  const { rows } = await q.query<{ body: Buffer }>("select body from file_parts where file_id = $1 and part = $2", [fileId, part]);
  return rows[0]?.body ?? null;
}

/** The bytes from an offset on, part by part. */
export async function* readFrom(q: Query, fileId: string, offset = 0): AsyncGenerator<Buffer> {
  const { part, skip } = await placeOf(q, fileId, offset);
  for (let number = part, cut = skip; ; number += 1, cut = 0) {
    const body = await readPart(q, fileId, number);
    if (body === null) return;
    yield cut === 0 ? body : body.subarray(cut);
  }
}

async function placeOf(q: Query, fileId: string, offset: number): Promise<{ part: number; skip: number }> {
  if (offset === 0) return { part: 0, skip: 0 };
  const { rows } = await q.query<{ part: number; before: number }>(
    `select part, before from (
       select part, length(body) as bytes, sum(length(body)) over (order by part) - length(body) as before from file_parts where file_id = $1
     ) as parts where before <= $2 order by part desc limit 1`,
    [fileId, offset],
  );
  const [place] = rows;
  return place ? { part: place.part, skip: offset - Number(place.before) } : { part: 0, skip: 0 };
}

export async function deleteFile(q: Query, id: string): Promise<void> {
  await q.query("delete from files where id = $1", [id]);
}

/** Throws away what has expired. @returns how many */
export async function deleteExpiredFiles(q: Query, now: Instant, limit: number): Promise<number> {
  const { rowCount } = await q.query("delete from files where id = any(array(select id from files where expires_at < $1::timestamptz limit $2))", [
    formatInstant(now),
    limit,
  ]);
  return rowCount;
}
