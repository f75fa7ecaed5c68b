import { BUCKETS, type ComputedAttribute, formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** A computed attribute as people work on it. */
export interface ComputedAttributeRow {
  readonly id: string;
  readonly workspaceId: number;
  readonly name: string;
  /** The newest version. */
  readonly document: ComputedAttribute;
  readonly newest: number;
  /** The version whose values hold; 0 before the first is built. */
  readonly version: number;
  readonly live: ComputedAttribute | null;
  /** The build that the newest version waits for or is part of. */
  readonly build: { readonly id: string; readonly jobId: string; readonly buckets: number } | null;
  readonly buildError: string | null;
  /** Buckets in which the values stand in the profiles. */
  readonly written: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

const COLUMNS = `c.id, c.workspace_id as "workspaceId", c.name, c.document, c.newest, c.version, c.live, c.build_error as "buildError", c.written,
  c.created_at as "createdAt", c.updated_at as "updatedAt",
  (select json_build_object('id', b.id, 'jobId', b.job_id, 'buckets', (select count(*) from segment_build_buckets f where f.build_id = b.id))
   from segment_builds b where b.id = c.build_id) as build`;

/** @returns false where the name is taken by another computed attribute */
export async function insertComputedAttribute(
  q: Query,
  attribute: { readonly id: string; readonly workspaceId: number; readonly document: ComputedAttribute; readonly now: Instant },
): Promise<boolean> {
  const { rowCount } = await q.query(
    `insert into computed_attributes (id, workspace_id, name, document, newest, created_at, updated_at)
     values ($1, $2, $3, $4::text::jsonb, 1, $5, $5) on conflict (workspace_id, name) do nothing`,
    [attribute.id, attribute.workspaceId, attribute.document.name, JSON.stringify(attribute.document), formatInstant(attribute.now)],
  );
  return rowCount === 1;
}

export async function readComputedAttribute(q: Query, workspaceId: number, id: string): Promise<ComputedAttributeRow | null> {
  const { rows } = await q.query<ComputedAttributeRow>(`select ${COLUMNS} from computed_attributes c where c.workspace_id = $1 and c.id = $2`, [
    workspaceId,
    id,
  ]);
  return rows[0] ?? null;
}

/** By name. */
export async function listComputedAttributes(
  q: Query,
  workspaceId: number,
  { search, after, limit }: { readonly search?: string | undefined; readonly after?: string | undefined; readonly limit: number },
): Promise<ComputedAttributeRow[]> {
  const { rows } = await q.query<ComputedAttributeRow>(
    `select ${COLUMNS} from computed_attributes c
     where c.workspace_id = $1 and ($2::text is null or strpos(c.name, lower($2)) > 0 or strpos(lower(c.document ->> 'event'), lower($2)) > 0)
       and ($3::text is null or c.name collate "C" > $3 collate "C")
     order by c.name collate "C" limit $4`,
    [workspaceId, search ?? null, after ?? null, limit],
  );
  return rows;
}

/** Names that nobody else can write: there are some dozens. */
export async function computedNames(q: Query, workspaceId: number): Promise<string[]> {
  const { rows } = await q.query<{ name: string }>("select name from computed_attributes where workspace_id = $1", [workspaceId]);
  return rows.map((row) => row.name);
}

/** Writes the next version; it holds when it is built. */
export async function addComputedVersion(q: Query, id: string, document: ComputedAttribute, now: Instant): Promise<void> {
  await q.query(
    "update computed_attributes set document = $2::text::jsonb, newest = newest + 1, build_error = null, updated_at = greatest($3, updated_at + interval '1 millisecond') where id = $1",
    [id, JSON.stringify(document), formatInstant(now)],
  );
}

export async function joinComputedToBuild(tx: Query, id: string, buildId: string): Promise<void> {
  await tx.query("update computed_attributes set build_id = $2, build_error = null where id = $1", [id, buildId]);
}

/** Names of those of a build. */
export async function computedOfBuild(q: Query, buildId: string): Promise<string[]> {
  const { rows } = await q.query<{ name: string }>("select name from computed_attributes where build_id = $1", [buildId]);
  return rows.map((row) => row.name);
}

/** What was built is what holds; that it stands in the profiles comes next. @returns their names */
export async function finishComputed(tx: Query, buildId: string): Promise<string[]> {
  const { rows } = await tx.query<{ name: string }>(
    "update computed_attributes set live = document, version = newest, build_id = null, build_error = null, written = 0 where build_id = $1 returning name",
    [buildId],
  );
  return rows.map((row) => row.name);
}

export async function abandonComputed(tx: Query, buildId: string, error: string): Promise<void> {
  await tx.query("update computed_attributes set build_id = null, build_error = $2 where build_id = $1", [buildId, error]);
}

export async function noteWritten(tx: Query, workspaceId: number, names: readonly string[], buckets: number): Promise<void> {
  await tx.query("update computed_attributes set written = $3 where workspace_id = $1 and name = any($2::text[])", [workspaceId, names, buckets]);
}

export async function noteWritingFailed(tx: Query, workspaceId: number, names: readonly string[], error: string): Promise<void> {
  await tx.query("update computed_attributes set build_error = $3 where workspace_id = $1 and name = any($2::text[]) and written < $4", [
    workspaceId,
    names,
    error,
    BUCKETS,
  ]);
}

/** What stands in the profiles is taken out in the background. */
export async function deleteComputedAttribute(tx: Query, id: string): Promise<void> {
  await tx.query("delete from computed_attributes where id = $1", [id]);
}
