import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

export interface SigningSecretRow {
  readonly id: string;
  readonly sealed: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
}

/** Those that sign at `now`, the newest first. */
export async function signingSecrets(q: Query, workspaceId: number, now: Instant): Promise<SigningSecretRow[]> {
  const { rows } = await q.query<SigningSecretRow>(
    `select id, sealed, created_at as "createdAt", expires_at as "expiresAt" from signing_secrets
     where workspace_id = $1 and (expires_at is null or expires_at > $2) order by expires_at is not null, id desc`,
    [workspaceId, formatInstant(now)],
  );
  return rows;
}

/** Makes a new one the one that signs; those before it sign beside it until `oldUntil`. */
export async function replaceSigningSecret(
  q: Query,
  secret: { readonly workspaceId: number; readonly id: string; readonly sealed: string; readonly now: Instant; readonly oldUntil: Instant },
): Promise<void> {
  await q.query("delete from signing_secrets where workspace_id = $1 and expires_at <= $2", [secret.workspaceId, formatInstant(secret.now)]);
  await q.query("update signing_secrets set expires_at = $2 where workspace_id = $1 and expires_at is null", [
    secret.workspaceId,
    formatInstant(secret.oldUntil),
  ]);
  await q.query("insert into signing_secrets (workspace_id, id, sealed, created_at) values ($1, $2, $3, $4)", [
    secret.workspaceId,
    secret.id,
    secret.sealed,
    formatInstant(secret.now),
  ]);
}
