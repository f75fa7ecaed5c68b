import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

export type ErasureState = "waiting" | "running" | "done" | "cancelled";

/** A request to delete a person; afterwards the proof that it was done. */
export interface ErasureRow {
  readonly id: string;
  readonly workspaceId: number;
  readonly state: ErasureState;
  /** Null once it is done. */
  readonly profileId: string | null;
  readonly profileHash: string;
  readonly identifierHashes: readonly string[];
  /** The identifiers must not be collected again. */
  readonly refuse: boolean;
  /** The mail addresses stay on the list of those that are never written to. */
  readonly suppress: boolean;
  /** Rows deleted, by table. */
  readonly counts: { readonly [table: string]: number };
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  readonly dueAt: Instant;
  readonly finishedAt: Instant | null;
  readonly keepUntil: Instant;
  readonly jobId: string | null;
}

const COLUMNS = `id, workspace_id as "workspaceId", state, profile_id as "profileId", profile_hash as "profileHash", identifier_hashes as "identifierHashes",
  refuse, suppress, counts, requested_by as "requestedBy", requested_at as "requestedAt", due_at as "dueAt", finished_at as "finishedAt",
  keep_until as "keepUntil", job_id as "jobId"`;

/** Adds a request. @returns null where one is open for this person already */
export async function addErasure(q: Query, row: Omit<ErasureRow, "state" | "counts" | "finishedAt" | "jobId">): Promise<ErasureRow | null> {
  const { rows } = await q.query<ErasureRow>(
    `insert into erasures (id, workspace_id, state, profile_id, profile_hash, identifier_hashes, refuse, suppress, counts, requested_by, requested_at, due_at, keep_until)
     values ($1, $2, 'waiting', $3, $4, $5::text[], $6, $7, '{}', $8, $9, $10, $11)
     on conflict (profile_id) where state in ('waiting', 'running') do nothing returning ${COLUMNS}`,
    [
      row.id,
      row.workspaceId,
      row.profileId,
      row.profileHash,
      row.identifierHashes,
      row.refuse,
      row.suppress,
      row.requestedBy,
      formatInstant(row.requestedAt),
      formatInstant(row.dueAt),
      formatInstant(row.keepUntil),
    ],
  );
  return rows[0] ?? null;
}

export async function setErasureJob(q: Query, id: string, jobId: string): Promise<void> {
  await q.query("update erasures set job_id = $2 where id = $1", [id, jobId]);
}

export async function findErasure(q: Query, workspaceId: number, id: string): Promise<ErasureRow | null> {
  const { rows } = await q.query<ErasureRow>(`select ${COLUMNS} from erasures where workspace_id = $1 and id = $2`, [workspaceId, id]);
  return rows[0] ?? null;
}

export async function openErasureOf(q: Query, profileId: string): Promise<ErasureRow | null> {
  const { rows } = await q.query<ErasureRow>(`select ${COLUMNS} from erasures where profile_id = $1 and state in ('waiting', 'running')`, [profileId]);
  return rows[0] ?? null;
}

/** Newest first; with `hash` only those that concern this identifier. */
export async function listErasures(q: Query, workspaceId: number, hash: string | null, before: string | null, limit: number): Promise<ErasureRow[]> {
  const { rows } = await q.query<ErasureRow>(
    `select ${COLUMNS} from erasures
     where workspace_id = $1 and ($2::uuid is null or id < $2) and ($3::text is null or $3 = any(identifier_hashes))
     order by id desc limit $4`,
    [workspaceId, before, hash, limit],
  );
  return rows;
}

/** @returns whether it was still waiting */
export async function cancelErasure(q: Query, id: string, now: Instant): Promise<boolean> {
  const { rowCount } = await q.query(
    "update erasures set state = 'cancelled', profile_id = null, identifier_hashes = '{}', finished_at = $2 where id = $1 and state = 'waiting'",
    [id, formatInstant(now)],
  );
  return rowCount === 1;
}

/** @returns whether it may begin: it waits, or a step of it has begun before */
export async function beginErasure(q: Query, id: string): Promise<boolean> {
  const { rowCount } = await q.query("update erasures set state = 'running' where id = $1 and state in ('waiting', 'running')", [id]);
  return rowCount === 1;
}

export async function finishErasure(
  q: Query,
  id: string,
  hashes: readonly string[],
  counts: ErasureRow["counts"],
  now: Instant,
  keepUntil: Instant,
): Promise<void> {
  await q.query(
    `update erasures set state = 'done', profile_id = null, identifier_hashes = $2::text[], counts = $3, finished_at = $4, keep_until = $5 where id = $1`,
    [id, hashes, JSON.stringify(counts), formatInstant(now), formatInstant(keepUntil)],
  );
}

/** Has these hashes refused at the door until then. */
export async function refuseIdentifiers(q: Query, workspaceId: number, erasureId: string, hashes: readonly string[], until: Instant): Promise<void> {
  if (hashes.length === 0) return;
  await q.query(
    `insert into refused_identifiers (workspace_id, hash, erasure_id, until) select $1, unnest($2::text[]), $3, $4
     on conflict (workspace_id, hash) do update set until = greatest(refused_identifiers.until, excluded.until)`,
    [workspaceId, hashes, erasureId, formatInstant(until)],
  );
}

/** Those of the hashes that must not be collected. */
export async function refusedAmong(q: Query, workspaceIds: readonly number[], hashes: readonly string[], now: Instant): Promise<Set<string>> {
  if (hashes.length === 0) return new Set();
  const { rows } = await q.query<{ hash: string }>(
    `select r.hash from refused_identifiers r join unnest($1::int[], $2::text[]) as asked (workspace_id, hash) using (workspace_id, hash) where r.until > $3::timestamptz`,
    [workspaceIds, hashes, formatInstant(now)],
  );
  return new Set(rows.map((row) => row.hash));
}

export async function hasRefusals(q: Query): Promise<boolean> {
  const { rows } = await q.query<{ some: boolean }>("select exists (select from refused_identifiers) as some");
  return rows[0]?.some ?? false;
}

/** Forgets proofs and refusals whose time is over. */
export async function forgetErasures(q: Query, now: Instant): Promise<void> {
  await q.query("delete from refused_identifiers where until < $1::timestamptz", [formatInstant(now)]);
  await q.query("delete from erasures where keep_until < $1::timestamptz and state in ('done', 'cancelled')", [formatInstant(now)]);
}
