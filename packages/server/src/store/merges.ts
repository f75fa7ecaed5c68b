import { bucketOf, formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

export interface MergeRow {
  readonly id: string;
  readonly workspaceId: number;
  readonly survivor: string;
  readonly merged: string;
  readonly at: Instant;
  /** `event <messageId>` or who asked for it. */
  readonly by: string;
  readonly snapshot: MergeSnapshot;
  readonly undoneAt: Instant | null;
}

/** The names of the merged profile as they were, so that they can be given back. */
export interface MergeSnapshot {
  readonly identities: readonly { readonly kind: string; readonly value: string }[];
}

const COLUMNS = `id, workspace_id as "workspaceId", survivor, merged, at, by, snapshot, undone_at as "undoneAt"`;

export async function addMerges(q: Query, merges: readonly Omit<MergeRow, "undoneAt">[]): Promise<void> {
  if (merges.length === 0) return;
  await q.query(
    `insert into merges (id, workspace_id, survivor, merged, at, by, snapshot)
     select u.id, u.workspace_id, u.survivor, u.merged, u.at, u.by, u.snapshot::jsonb
     from unnest($1::uuid[], $2::int[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::text[], $7::text[])
       as u (id, workspace_id, survivor, merged, at, by, snapshot)`,
    [
      merges.map((merge) => merge.id),
      merges.map((merge) => merge.workspaceId),
      merges.map((merge) => merge.survivor),
      merges.map((merge) => merge.merged),
      merges.map((merge) => formatInstant(merge.at)),
      merges.map((merge) => merge.by),
      merges.map((merge) => JSON.stringify(merge.snapshot)),
    ],
  );
}

export async function findMerge(q: Query, workspaceId: number, id: string): Promise<MergeRow | null> {
  const { rows } = await q.query<MergeRow>(`select ${COLUMNS} from merges where workspace_id = $1 and id = $2`, [workspaceId, id]);
  return rows[0] ?? null;
}

/** All merges in which a profile took part, oldest first. */
export async function mergesOf(q: Query, workspaceId: number, profileId: string): Promise<MergeRow[]> {
  const { rows } = await q.query<MergeRow>(`select ${COLUMNS} from merges where workspace_id = $1 and (survivor = $2 or merged = $2) order by id`, [
    workspaceId,
    profileId,
  ]);
  return rows;
}

/** The profile, whoever it was merged into, and so on to the one that goes on today. */
export async function survivorsOf(q: Query, workspaceId: number, profileId: string): Promise<string[]> {
  const { rows } = await q.query<{ id: string }>(
    `with recursive chain as (
       select $2::uuid as id, 0 as place
       union select m.survivor, chain.place + 1 from merges m join chain on m.merged = chain.id
       where m.workspace_id = $1 and m.undone_at is null and chain.place < $3
     )
     select id from chain order by place`,
    [workspaceId, profileId, CHAIN_MAX],
  );
  return [...new Set(rows.map((row) => row.id))];
}

/** No merge leads back to where it began; were it so by a fault, this ends it. */
const CHAIN_MAX = 100;

/** The newest merges of a workspace, before `before`. */
export async function newestMerges(q: Query, workspaceId: number, before: string | null, limit: number): Promise<MergeRow[]> {
  const { rows } = await q.query<MergeRow>(
    `select ${COLUMNS} from merges where workspace_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [workspaceId, before, limit],
  );
  return rows;
}

/** Marks the merge as undone and answers whether it was this call that did it. */
export async function markMergeUndone(q: Query, id: string, at: Instant): Promise<boolean> {
  const { rowCount } = await q.query("update merges set undone_at = $2::timestamptz where id = $1 and undone_at is null", [id, formatInstant(at)]);
  return rowCount === 1;
}

/**
 * Makes a merged profile one of its own again. The session and the date timers went on with the survivor: where it was folded, its own begin anew.
 * The buckets of both must be locked (`lockBuckets`).
 */
export async function unmarkMerged(tx: Query, survivor: string, merged: string): Promise<void> {
  await tx.query("delete from inbox where bucket = $1 and profile_id = $2 and kind = 'merge' and body ->> 'from' = $3::text", [
    bucketOf(survivor),
    survivor,
    merged,
  ]);
  await tx.query(
    `update profiles set merged_into = null, state = state || '{"session": null, "dateTimers": {}}' where bucket = $1 and id = $2 and merged_into is not null`,
    [bucketOf(merged), merged],
  );
}
