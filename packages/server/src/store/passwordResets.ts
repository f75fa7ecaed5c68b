import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** Keeps the hash of a link's token. Older links of the user end with it. */
export async function putPasswordReset(
  tx: Query,
  reset: { readonly tokenHash: string; readonly userId: string; readonly at: Instant; readonly expiresAt: Instant },
) {
  await tx.query("delete from password_resets where user_id = $1", [reset.userId]);
  await tx.query("insert into password_resets (token_hash, user_id, created_at, expires_at) values ($1, $2, $3, $4)", [
    reset.tokenHash,
    reset.userId,
    formatInstant(reset.at),
    formatInstant(reset.expiresAt),
  ]);
}

/** Whose link it is, while it lasts. */
export async function userOfPasswordReset(q: Query, tokenHash: string, now: Instant): Promise<string | null> {
  const { rows } = await q.query<{ userId: string }>(`select user_id as "userId" from password_resets where token_hash = $1 and expires_at > $2`, [
    tokenHash,
    formatInstant(now),
  ]);
  return rows[0]?.userId ?? null;
}

/** @returns false where it is gone: of two who use a link at once, one does */
export async function usePasswordReset(tx: Query, tokenHash: string): Promise<boolean> {
  const { rowCount } = await tx.query("delete from password_resets where token_hash = $1", [tokenHash]);
  return rowCount === 1;
}

export async function forgetPasswordResets(q: Query, now: Instant): Promise<void> {
  await q.query("delete from password_resets where expires_at < $1", [formatInstant(now)]);
}
