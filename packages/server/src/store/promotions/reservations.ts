import { formatInstant, type Instant, type Reserved } from "@beckon/core";
import type { Query } from "../db.ts";

/** What others hold back of each voucher now. @param ownKey of whoever asks: their own does not stand in their way */
export async function reservedOf(q: Query, voucherIds: readonly string[], ownKey: string | null, now: Instant): Promise<Map<string, Reserved>> {
  const { rows } = await q.query<{ id: string; uses: number; credits: number }>(
    `select voucher_id as id, count(*)::int as uses, sum(credits)::bigint as credits from reservations
     where voucher_id = any($1::uuid[]) and expires_at > $2 and ($3::text is null or key <> $3) group by 1`,
    [voucherIds, formatInstant(now), ownKey],
    "reserved_of_vouchers",
  );
  return new Map(rows.map(({ id, uses, credits }) => [id, { uses, credits }]));
}

export async function reserve(
  tx: Query,
  {
    workspaceId,
    key,
    vouchers,
    until,
  }: {
    readonly workspaceId: number;
    readonly key: string;
    readonly vouchers: readonly { readonly id: string; readonly credits: number }[];
    readonly until: Instant;
  },
): Promise<void> {
  await tx.query(
    `insert into reservations (workspace_id, key, voucher_id, credits, expires_at) select $1, $2, id, credits, $3 from unnest($4::uuid[], $5::bigint[]) as u (id, credits)
     on conflict (voucher_id, key) do update set credits = excluded.credits, expires_at = excluded.expires_at`,
    [workspaceId, key, formatInstant(until), vouchers.map(({ id }) => id), vouchers.map(({ credits }) => credits)],
  );
}

/** @returns whether there was one */
export async function release(q: Query, voucherIds: readonly string[], key: string): Promise<boolean> {
  const { rowCount } = await q.query("delete from reservations where voucher_id = any($1::uuid[]) and key = $2", [voucherIds, key], "release_reservations");
  return rowCount > 0;
}

export async function forgetReservations(q: Query, before: Instant): Promise<void> {
  await q.query("delete from reservations where expires_at < $1", [formatInstant(before)]);
}
