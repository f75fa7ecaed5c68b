import { formatInstant, type Instant, type Json, type JsonObject } from "@beckon/core";
import type { Query } from "../db.ts";

/** A use of a voucher, its failure, or its taking back; `stack` and `stack_rollback` hold several together. */
export interface RedemptionRow {
  readonly id: string;
  readonly workspaceId: number;
  readonly kind: "redemption" | "rollback" | "stack" | "stack_rollback";
  readonly parentId: string | null;
  readonly voucherId: string | null;
  readonly promotionId: string | null;
  readonly profileId: string | null;
  readonly result: "success" | "failure";
  /** Why it failed. */
  readonly failure: { readonly key: string; readonly message: string; readonly details: string } | null;
  /** Minor units that the order cost less; of a rollback what goes back. */
  readonly amount: number;
  readonly order: Json;
  readonly metadata: JsonObject;
  /** Counts that it raised. */
  readonly counted: readonly string[];
  readonly rollbackOf: string | null;
  readonly reason: string | null;
  readonly idempotencyKey: string | null;
  readonly at: Instant;
  readonly by: string;
}

const COLUMNS = `id, workspace_id as "workspaceId", kind, parent_id as "parentId", voucher_id as "voucherId", promotion_id as "promotionId", profile_id as "profileId",
  result, failure, amount, order_sent as "order", metadata, counted, rollback_of as "rollbackOf", reason, idempotency_key as "idempotencyKey", at, by`;

/** @returns false where one with the same idempotency key is there, or the redemption was taken back already; then nothing is written */
export async function insertRedemptions(tx: Query, rows: readonly RedemptionRow[]): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into redemptions (id, workspace_id, kind, parent_id, voucher_id, promotion_id, profile_id, result, failure, amount, order_sent, metadata, counted, rollback_of, reason,
       idempotency_key, at, by)
     select id, workspace_id, kind, parent_id, voucher_id, promotion_id, profile_id, result, failure::jsonb, amount, order_sent::jsonb, metadata::jsonb,
       array(select jsonb_array_elements_text(counted::jsonb)), rollback_of, reason, idempotency_key, at, by
     from unnest($1::uuid[], $2::int[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::bigint[], $11::text[], $12::text[], $13::text[],
       $14::uuid[], $15::text[], $16::text[], $17::timestamptz[], $18::text[])
       as u (id, workspace_id, kind, parent_id, voucher_id, promotion_id, profile_id, result, failure, amount, order_sent, metadata, counted, rollback_of, reason,
         idempotency_key, at, by)
     on conflict do nothing`,
    [
      rows.map(({ id }) => id),
      rows.map(({ workspaceId }) => workspaceId),
      rows.map(({ kind }) => kind),
      rows.map(({ parentId }) => parentId),
      rows.map(({ voucherId }) => voucherId),
      rows.map(({ promotionId }) => promotionId),
      rows.map(({ profileId }) => profileId),
      rows.map(({ result }) => result),
      rows.map(({ failure }) => (failure === null ? null : JSON.stringify(failure))),
      rows.map(({ amount }) => amount),
      rows.map(({ order }) => (order === null ? null : JSON.stringify(order))),
      rows.map(({ metadata }) => JSON.stringify(metadata)),
      rows.map(({ counted }) => JSON.stringify(counted)),
      rows.map(({ rollbackOf }) => rollbackOf),
      rows.map(({ reason }) => reason),
      rows.map(({ idempotencyKey }) => idempotencyKey),
      rows.map(({ at }) => formatInstant(at)),
      rows.map(({ by }) => by),
    ],
    "insert_redemptions",
  );
  return rowCount === rows.length;
}

export async function findRedemption(q: Query, workspaceId: number, id: string): Promise<RedemptionRow | null> {
  const { rows } = await q.query<RedemptionRow>(`select ${COLUMNS} from redemptions where workspace_id = $1 and id = $2`, [workspaceId, id]);
  return rows[0] ?? null;
}

/** What was done under this key before. */
export async function redemptionOfKey(q: Query, workspaceId: number, key: string): Promise<RedemptionRow | null> {
  const { rows } = await q.query<RedemptionRow>(`select ${COLUMNS} from redemptions where workspace_id = $1 and idempotency_key = $2`, [workspaceId, key]);
  return rows[0] ?? null;
}

/** What was used together, in the order in which it was. */
export async function redemptionsOfStack(q: Query, parentId: string): Promise<RedemptionRow[]> {
  const { rows } = await q.query<RedemptionRow>(`select ${COLUMNS} from redemptions where parent_id = $1 order by id`, [parentId]);
  return rows;
}

export async function wasTakenBack(q: Query, id: string): Promise<boolean> {
  const { rows } = await q.query("select from redemptions where rollback_of = $1 and result = 'success'", [id]);
  return rows.length > 0;
}

export interface RedemptionsAsked {
  readonly voucherId: string | null;
  readonly promotionId: string | null;
  /** All ids of one person. */
  readonly profileIds: readonly string[] | null;
  readonly result: RedemptionRow["result"] | null;
  readonly limit: number;
  readonly offset: number;
}

/** Newest first; what only holds others together is left out. */
export async function listRedemptions(
  q: Query,
  workspaceId: number,
  asked: RedemptionsAsked,
): Promise<{ readonly rows: readonly RedemptionRow[]; readonly total: number }> {
  const where = `workspace_id = $1 and kind in ('redemption', 'rollback') and ($2::uuid is null or voucher_id = $2) and ($3::uuid is null or promotion_id = $3)
    and ($4::uuid[] is null or profile_id = any($4)) and ($5::text is null or result = $5)`;
  const values = [workspaceId, asked.voucherId, asked.promotionId, asked.profileIds, asked.result];
  const found = await q.query<RedemptionRow>(`select ${COLUMNS} from redemptions where ${where} order by id desc limit $6 offset $7`, [
    ...values,
    asked.limit,
    asked.offset,
  ]);
  const counted = await q.query<{ total: number }>(`select count(*) as total from redemptions where ${where}`, values);
  return { rows: found.rows, total: counted.rows[0]?.total ?? 0 };
}
