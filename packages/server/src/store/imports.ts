import { formatInstant, type ImportPlan, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** How a file of rows is written. */
export interface StoredFormat {
  readonly encoding: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";
  readonly delimiter: "," | ";" | "\t" | "|";
  readonly hasHeader: boolean;
}

/** A file of people, with what is to be done with it. */
export interface ImportRow {
  readonly id: string;
  readonly workspaceId: number;
  readonly name: string;
  readonly fileId: string;
  readonly bytes: number;
  readonly hash: string;
  readonly format: StoredFormat;
  readonly plan: ImportPlan | null;
  readonly checkJobId: string | null;
  readonly jobId: string | null;
  readonly createdBy: string;
  readonly createdAt: Instant;
}

const COLUMNS = `id, workspace_id as "workspaceId", name, file_id as "fileId", bytes, hash, format, plan, check_job_id as "checkJobId", job_id as "jobId",
  created_by as "createdBy", created_at as "createdAt"`;

export async function addImport(q: Query, row: Omit<ImportRow, "plan" | "checkJobId" | "jobId">): Promise<void> {
  await q.query(
    `insert into imports (id, workspace_id, name, file_id, bytes, hash, format, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [row.id, row.workspaceId, row.name, row.fileId, row.bytes, row.hash, JSON.stringify(row.format), row.createdBy, formatInstant(row.createdAt)],
  );
}

export async function findImport(q: Query, workspaceId: number, id: string): Promise<ImportRow | null> {
  const { rows } = await q.query<ImportRow>(`select ${COLUMNS} from imports where workspace_id = $1 and id = $2`, [workspaceId, id]);
  return rows[0] ?? null;
}

export async function listImports(q: Query, workspaceId: number, before: string | null, limit: number): Promise<ImportRow[]> {
  const { rows } = await q.query<ImportRow>(
    `select ${COLUMNS} from imports where workspace_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [workspaceId, before, limit],
  );
  return rows;
}

/** The newest other import of the same bytes that was really started. */
export async function sameFileBefore(q: Query, { workspaceId, hash, id }: Pick<ImportRow, "workspaceId" | "hash" | "id">): Promise<ImportRow | null> {
  const { rows } = await q.query<ImportRow>(
    `select ${COLUMNS} from imports where workspace_id = $1 and hash = $2 and id < $3 and job_id is not null order by id desc limit 1`,
    [workspaceId, hash, id],
  );
  return rows[0] ?? null;
}

export async function changeImport(
  q: Query,
  id: string,
  change: { readonly format?: StoredFormat; readonly plan?: ImportPlan; readonly checkJobId?: string; readonly jobId?: string },
): Promise<void> {
  await q.query(
    `update imports set format = coalesce($2, format), plan = coalesce($3, plan), check_job_id = coalesce($4, check_job_id), job_id = coalesce($5, job_id) where id = $1`,
    [
      id,
      change.format ? JSON.stringify(change.format) : null,
      change.plan ? JSON.stringify(change.plan) : null,
      change.checkJobId ?? null,
      change.jobId ?? null,
    ],
  );
}

export async function deleteImport(q: Query, id: string): Promise<void> {
  await q.query("delete from imports where id = $1", [id]);
}

/** Remembers whom an import created. */
export async function noteCreated(q: Query, importId: string, profileIds: readonly string[]): Promise<void> {
  if (profileIds.length === 0) return;
  await q.query("insert into import_people (import_id, profile_id) select $1, unnest($2::uuid[]) on conflict do nothing", [importId, profileIds]);
}

/** Whom an import created, newest first. */
export async function createdPeople(q: Query, importId: string, before: string | null, limit: number): Promise<string[]> {
  const { rows } = await q.query<{ id: string }>(
    `select profile_id as id from import_people where import_id = $1 and ($2::uuid is null or profile_id < $2) order by profile_id desc limit $3`,
    [importId, before, limit],
  );
  return rows.map((row) => row.id);
}
