import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** An answer that was given under an idempotency key; `status` null while the first request is still at work. */
export interface StoredAnswer {
  readonly requestHash: string;
  readonly status: number | null;
  readonly body: string | null;
  readonly at: Instant;
}

/** Takes the key for this request. Null where it is now ours, else what stands under it. */
export async function takeKey(
  q: Query,
  workspaceId: number,
  key: string,
  requestHash: string,
  now: Instant,
  abandonedBefore: Instant,
): Promise<StoredAnswer | null> {
  const taken = await q.query(
    `insert into idempotency_keys (workspace_id, key, request_hash, at) values ($1, $2, $3, $4)
     on conflict (workspace_id, key) do update set request_hash = excluded.request_hash, at = excluded.at
       where idempotency_keys.status is null and idempotency_keys.at < $5`,
    [workspaceId, key, requestHash, formatInstant(now), formatInstant(abandonedBefore)],
  );
  if (taken.rowCount === 1) return null;
  const { rows } = await q.query<StoredAnswer>(
    `select request_hash as "requestHash", status, body, at from idempotency_keys where workspace_id = $1 and key = $2`,
    [workspaceId, key],
  );
  // Freed between the two statements: the caller may try again, as it would after any conflict.
  return rows[0] ?? { requestHash, status: null, body: null, at: now };
}

export async function storeAnswer(q: Query, workspaceId: number, key: string, status: number, body: string): Promise<void> {
  await q.query("update idempotency_keys set status = $3, body = $4 where workspace_id = $1 and key = $2", [workspaceId, key, status, body]);
}

/** Gives the key back: the request changed nothing, so that the same key may try again. */
export async function freeKey(q: Query, workspaceId: number, key: string): Promise<void> {
  await q.query("delete from idempotency_keys where workspace_id = $1 and key = $2 and status is null", [workspaceId, key]);
}

export async function deleteOldAnswers(q: Query, before: Instant): Promise<number> {
  const { rowCount } = await q.query("delete from idempotency_keys where at < $1", [formatInstant(before)]);
  return rowCount;
}
