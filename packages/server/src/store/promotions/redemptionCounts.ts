import { type CountKey, formatInstant } from "@beckon/core";
import type { Query } from "../db.ts";

/**
 * How often each was redeemed, held until the end of the transaction, in the order of the keys. One that nobody asked for before begins
 * with what the redemptions say, so that a rule which comes later counts what was before it.
 */
export async function lockCounts(tx: Query, workspaceId: number, keys: readonly CountKey[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const known = await readLocked(tx, workspaceId, keys);
  if (known.size === keys.length) return known;
  await tx.query(
    `insert into redemption_counts (workspace_id, key, promotion_id, count)
     select $1, u.key, u.promotion_id, (
       select count(*) from redemptions r where r.kind = 'redemption' and r.result = 'success'
         and case when u.voucher_id is null then r.promotion_id = u.promotion_id else r.voucher_id = u.voucher_id end
         and (u.profile_id is null or r.profile_id = u.profile_id) and (u.since is null or r.at >= u.since)
         and not exists (select from redemptions b where b.rollback_of = r.id and b.result = 'success'))
     from unnest($2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[]) as u (key, promotion_id, voucher_id, profile_id, since)
     order by u.key
     on conflict (workspace_id, key) do nothing`,
    [
      workspaceId,
      keys.map(({ key }) => key),
      keys.map(({ promotionId }) => promotionId),
      keys.map(({ voucherId }) => voucherId),
      keys.map(({ customerId }) => customerId),
      keys.map(({ since }) => (since === null ? null : formatInstant(since))),
    ],
  );
  return readLocked(tx, workspaceId, keys);
}

async function readLocked(tx: Query, workspaceId: number, keys: readonly CountKey[]): Promise<Map<string, number>> {
  const { rows } = await tx.query<{ key: string; count: number }>(
    "select key, count from redemption_counts where workspace_id = $1 and key = any($2::text[]) order by key for update",
    [workspaceId, keys.map(({ key }) => key)],
    "lock_redemption_counts",
  );
  return new Map(rows.map(({ key, count }) => [key, count]));
}

/** One more each, or where redemptions are taken back one less. */
export async function addToCounts(tx: Query, workspaceId: number, keys: readonly string[], change: 1 | -1): Promise<void> {
  if (keys.length === 0) return;
  await tx.query(
    `update redemption_counts c set count = c.count + u.times * $3
     from (select key, count(*)::int as times from unnest($2::text[]) as u (key) group by 1) as u where c.workspace_id = $1 and c.key = u.key`,
    [workspaceId, keys, change],
    "add_to_redemption_counts",
  );
}

/** Other rules may ask from now on: they begin with what the redemptions say. */
export async function forgetCounts(tx: Query, promotionId: string): Promise<void> {
  await tx.query("delete from redemption_counts where promotion_id = $1", [promotionId]);
}
