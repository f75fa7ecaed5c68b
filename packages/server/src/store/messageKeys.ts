import { formatInstant, type Instant } from "@beckon/core";
import { plainColumn } from "./columns.ts";
import type { Query } from "./db.ts";

export interface MessageKey {
  /** 128 bits of a hash over workspace, source and the sender's id: 32 hexadecimal digits, which PostgreSQL reads as a UUID. */
  readonly key: string;
  /** Provider events: remembered for ever. */
  readonly keep: boolean;
}

/** Remembers the keys and answers which of them were known already. A repeat that another transaction is writing right now is waited for. */
export async function claimMessageKeys(q: Query, keys: readonly MessageKey[], at: Instant): Promise<Set<string>> {
  // In order, so that two transactions with the same keys wait for each other and never in a circle.
  const sorted = [...keys].sort((a, b) => (a.key < b.key ? -1 : 1));
  const { rows } = await q.query<{ key: string }>(
    CLAIM,
    [plainColumn(sorted.map((each) => each.key)), plainColumn(sorted.map((each) => each.keep)), formatInstant(at)],
    "claim_message_keys",
  );
  const repeated = new Set<string>();
  if (rows.length === keys.length) return repeated;
  const fresh = new Set(rows.map((row) => row.key.replaceAll("-", "")));
  for (const { key } of keys) if (!fresh.has(key)) repeated.add(key);
  return repeated;
}

const CLAIM = `
  insert into message_keys (key, at, keep)
  select u.key, $3::timestamptz, u.keep from unnest($1::uuid[], $2::bool[]) as u (key, keep)
  on conflict (key) do nothing
  returning key`;

/** Forgets keys older than `before`, at most `limit` of them. Those kept for ever stay. */
export async function forgetMessageKeys(q: Query, before: Instant, limit: number): Promise<number> {
  const { rowCount } = await q.query(
    `delete from message_keys
     where key = any(array(select key from message_keys where at < $1::timestamptz and not keep order by at limit $2))`,
    [formatInstant(before), limit],
  );
  return rowCount;
}
