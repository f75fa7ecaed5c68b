import { formatInstant, type Instant, type JsonObject, type LedgerEntry, type Voucher } from "@beckon/core";
import type { Query } from "../db.ts";
import { timeOf } from "./promotions.ts";

const COLUMNS = `id, workspace_id as "workspaceId", promotion_id as "promotionId", code,
  case when kind = 'gift_card' then jsonb_build_object('kind', kind, 'amount', amount, 'balance', balance) else jsonb_build_object('kind', kind, 'discount', discount) end as worth,
  active, starts_at as "startsAt", expires_at as "expiresAt", uses, used, used_amount as "usedAmount", holder_id as "holderId", published_at as "publishedAt",
  metadata, created_at as "createdAt"`;

/**
 * Keeps new vouchers, in one statement whatever their number.
 * @returns ids of those whose code was not taken
 */
export async function insertVouchers(q: Query, vouchers: readonly Voucher[]): Promise<Set<string>> {
  if (vouchers.length === 0) return new Set();
  const { rows } = await q.query<{ id: string }>(
    `insert into vouchers (id, workspace_id, promotion_id, code, kind, discount, amount, balance, active, starts_at, expires_at, uses, metadata, created_at, updated_at)
     select id, workspace_id, promotion_id, code, kind, discount::jsonb, amount, balance, active, starts_at, expires_at, uses, metadata::jsonb, created_at, created_at
     from unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::boolean[], $10::timestamptz[], $11::timestamptz[],
       $12::int[], $13::text[], $14::timestamptz[])
       as u (id, workspace_id, promotion_id, code, kind, discount, amount, balance, active, starts_at, expires_at, uses, metadata, created_at)
     on conflict (workspace_id, code) do nothing returning id`,
    [
      vouchers.map(({ id }) => id),
      vouchers.map(({ workspaceId }) => workspaceId),
      vouchers.map(({ promotionId }) => promotionId),
      vouchers.map(({ code }) => code),
      vouchers.map(({ worth }) => worth.kind),
      vouchers.map(({ worth }) => (worth.kind === "discount" ? JSON.stringify(worth.discount) : null)),
      vouchers.map(({ worth }) => (worth.kind === "gift_card" ? worth.amount : null)),
      vouchers.map(({ worth }) => (worth.kind === "gift_card" ? worth.balance : null)),
      vouchers.map(({ active }) => active),
      vouchers.map(({ startsAt }) => timeOf(startsAt)),
      vouchers.map(({ expiresAt }) => timeOf(expiresAt)),
      vouchers.map(({ uses }) => uses),
      vouchers.map(({ metadata }) => JSON.stringify(metadata)),
      vouchers.map(({ createdAt }) => formatInstant(createdAt)),
    ],
  );
  return new Set(rows.map(({ id }) => id));
}

export async function findVoucher(q: Query, workspaceId: number, code: string): Promise<Voucher | null> {
  const { rows } = await q.query<Voucher>(`select ${COLUMNS} from vouchers where workspace_id = $1 and code = $2`, [workspaceId, code], "find_voucher");
  return rows[0] ?? null;
}

/** Of these codes those that there are, held until the end of the transaction: always in the order of their codes, so that no two wait for each other. */
export async function lockVouchers(tx: Query, workspaceId: number, codes: readonly string[]): Promise<Voucher[]> {
  const { rows } = await tx.query<Voucher>(
    `select ${COLUMNS} from vouchers where workspace_id = $1 and code = any($2::text[]) order by code for update`,
    [workspaceId, codes],
    "lock_vouchers",
  );
  return rows;
}

export async function vouchersById(q: Query, ids: readonly string[]): Promise<Map<string, Voucher>> {
  if (ids.length === 0) return new Map();
  const { rows } = await q.query<Voucher>(`select ${COLUMNS} from vouchers where id = any($1::uuid[])`, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

export interface VouchersAsked {
  readonly promotionId: string | null;
  readonly kind: string | null;
  /** All ids of one person. */
  readonly holderIds: readonly string[] | null;
  readonly limit: number;
  readonly offset: number;
}

/** Newest first. */
export async function listVouchers(
  q: Query,
  workspaceId: number,
  asked: VouchersAsked,
): Promise<{ readonly rows: readonly Voucher[]; readonly total: number }> {
  const where = `workspace_id = $1 and ($2::uuid is null or promotion_id = $2) and ($3::text is null or kind = $3) and ($4::uuid[] is null or holder_id = any($4))`;
  const values = [workspaceId, asked.promotionId, asked.kind, asked.holderIds];
  const found = await q.query<Voucher>(`select ${COLUMNS} from vouchers where ${where} order by id desc limit $5 offset $6`, [
    ...values,
    asked.limit,
    asked.offset,
  ]);
  const counted = await q.query<{ total: number }>(`select count(*) as total from vouchers where ${where}`, values);
  return { rows: found.rows, total: counted.rows[0]?.total ?? 0 };
}

/** Writes what uses, rollbacks and top-ups made of vouchers, with the movements of money. */
export async function writeMoved(
  tx: Query,
  vouchers: readonly Voucher[],
  entries: readonly (LedgerEntry & { readonly id: string; readonly redemptionId: string | null })[],
  { workspaceId, at, by }: { readonly workspaceId: number; readonly at: Instant; readonly by: string },
): Promise<void> {
  await tx.query(
    `update vouchers v set used = u.used, used_amount = u.used_amount, amount = u.amount, balance = u.balance, updated_at = $6
     from unnest($1::uuid[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[]) as u (id, used, used_amount, amount, balance) where v.id = u.id`,
    [
      vouchers.map(({ id }) => id),
      vouchers.map(({ used }) => used),
      vouchers.map(({ usedAmount }) => usedAmount),
      vouchers.map(({ worth }) => (worth.kind === "gift_card" ? worth.amount : null)),
      vouchers.map(({ worth }) => (worth.kind === "gift_card" ? worth.balance : null)),
      formatInstant(at),
    ],
    "write_moved_vouchers",
  );
  await insertEntries(tx, entries, { workspaceId, at, by });
}

export async function insertEntries(
  tx: Query,
  entries: readonly (LedgerEntry & { readonly id: string; readonly redemptionId: string | null })[],
  { workspaceId, at, by }: { readonly workspaceId: number; readonly at: Instant; readonly by: string },
): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(
    `insert into voucher_entries (id, workspace_id, voucher_id, redemption_id, kind, from_account, to_account, amount, balance, at, by)
     select id, $1, voucher_id, redemption_id, kind, from_account, to_account, amount, balance, $2, $3
     from unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::bigint[], $11::bigint[])
       as u (id, voucher_id, redemption_id, kind, from_account, to_account, amount, balance)`,
    [
      workspaceId,
      formatInstant(at),
      by,
      entries.map(({ id }) => id),
      entries.map(({ voucherId }) => voucherId),
      entries.map(({ redemptionId }) => redemptionId),
      entries.map(({ kind }) => kind),
      entries.map(({ from }) => from),
      entries.map(({ to }) => to),
      entries.map(({ amount }) => amount),
      entries.map(({ balance }) => balance),
    ],
    "insert_voucher_entries",
  );
}

/** A movement of money as it is kept. */
export interface EntryRow extends LedgerEntry {
  readonly id: string;
  readonly redemptionId: string | null;
  readonly at: Instant;
  readonly by: string;
}

/** Newest first. */
export async function entriesOf(q: Query, voucherId: string, before: string | null, limit: number): Promise<EntryRow[]> {
  const { rows } = await q.query<EntryRow>(
    `select id, voucher_id as "voucherId", redemption_id as "redemptionId", kind, from_account as "from", to_account as "to", amount, balance, at, by
     from voucher_entries where voucher_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [voucherId, before, limit],
  );
  return rows;
}

/** Cards whose balance is not the sum of their entries: there should never be one. */
export async function unbalancedCards(
  q: Query,
  workspaceId: number,
  limit: number,
): Promise<{ readonly code: string; readonly balance: number; readonly sum: number }[]> {
  const { rows } = await q.query<{ code: string; balance: number; sum: number }>(
    `select v.code, v.balance, coalesce(e.sum, 0) as sum from vouchers v
     left join (select voucher_id, sum(case when to_account = 'card' then amount else -amount end)::bigint as sum from voucher_entries where workspace_id = $1 group by 1) as e
       on e.voucher_id = v.id
     where v.workspace_id = $1 and v.kind = 'gift_card' and v.balance <> coalesce(e.sum, 0) order by v.code limit $2`,
    [workspaceId, limit],
  );
  return rows;
}

export type VoucherChange = Partial<Pick<Voucher, "active" | "startsAt" | "expiresAt">> & { readonly metadata?: JsonObject };

export async function updateVoucher(q: Query, id: string, change: VoucherChange, now: Instant): Promise<void> {
  await q.query(
    `update vouchers set active = coalesce($2, active), starts_at = case when $3 then $4::timestamptz else starts_at end,
       expires_at = case when $5 then $6::timestamptz else expires_at end, metadata = coalesce($7::text::jsonb, metadata), updated_at = $8 where id = $1`,
    [
      id,
      change.active ?? null,
      change.startsAt !== undefined,
      timeOf(change.startsAt ?? null),
      change.expiresAt !== undefined,
      timeOf(change.expiresAt ?? null),
      change.metadata === undefined ? null : JSON.stringify(change.metadata),
      formatInstant(now),
    ],
  );
}

export async function deleteVoucher(q: Query, id: string): Promise<void> {
  await q.query("delete from vouchers where id = $1", [id]);
}

/** One that nobody has, held for the caller; others take the next. Null where all are given out. */
export async function takeFree(tx: Query, promotionId: string): Promise<Voucher | null> {
  const { rows } = await tx.query<Voucher>(
    `select ${COLUMNS} from vouchers where promotion_id = $1 and published_at is null and used = 0 and active order by id limit 1 for update skip locked`,
    [promotionId],
    "take_free_voucher",
  );
  return rows[0] ?? null;
}

export async function giveTo(tx: Query, voucherId: string, profileId: string, at: Instant): Promise<void> {
  await tx.query(
    "update vouchers set holder_id = $2, published_at = $3, updated_at = $3 where id = $1",
    [voucherId, profileId, formatInstant(at)],
    "give_voucher",
  );
}

/** How many a promotion has. */
export async function countOfPromotion(q: Query, promotionId: string): Promise<number> {
  const { rows } = await q.query<{ count: number }>("select count(*) as count from vouchers where promotion_id = $1", [promotionId]);
  return rows[0]?.count ?? 0;
}
