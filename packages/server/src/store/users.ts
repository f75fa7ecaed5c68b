import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** Each holds all that the one before it does. */
export const USER_ROLES = ["viewer", "editor", "publisher", "admin", "owner"] as const;

/** What a user may do. */
export type UserRole = (typeof USER_ROLES)[number];

/** What a user begins with. */
export interface NewUser {
  readonly id: string;
  readonly workspaceId: number;
  /** Lower case. */
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly role: UserRole;
  readonly createdAt: Instant;
}

/** Someone who logs in to the app. */
export interface UserRow extends NewUser {
  readonly deactivatedAt: Instant | null;
  /** Kept for a while, so that it can be taken back. */
  readonly removedAt: Instant | null;
  readonly lastSeenAt: Instant | null;
  /** Seed of the second factor, sealed; it counts once it is confirmed. */
  readonly totpSeed: string | null;
  readonly totpConfirmedAt: Instant | null;
}

/** For statements in which `users` is called `u`. */
export const USER_COLUMNS = `u.id, u.workspace_id as "workspaceId", u.email, u.name, u.password_hash as "passwordHash", u.role, u.created_at as "createdAt",
  u.deactivated_at as "deactivatedAt", u.removed_at as "removedAt", u.last_seen_at as "lastSeenAt", u.totp_seed as "totpSeed", u.totp_confirmed_at as "totpConfirmedAt"`;

export async function insertUser(q: Query, user: NewUser): Promise<UserRow> {
  await q.query("insert into users (id, workspace_id, email, name, password_hash, role, created_at) values ($1, $2, $3, $4, $5, $6, $7)", [
    user.id,
    user.workspaceId,
    user.email,
    user.name,
    user.passwordHash,
    user.role,
    formatInstant(user.createdAt),
  ]);
  return { ...user, deactivatedAt: null, removedAt: null, lastSeenAt: null, totpSeed: null, totpConfirmedAt: null };
}

export async function userByEmail(q: Query, email: string): Promise<UserRow | null> {
  const { rows } = await q.query<UserRow>(`select ${USER_COLUMNS} from users u where u.email = $1`, [email.toLowerCase()]);
  return rows[0] ?? null;
}

export async function userById(q: Query, workspaceId: number, id: string): Promise<UserRow | null> {
  const { rows } = await q.query<UserRow>(`select ${USER_COLUMNS} from users u where u.workspace_id = $1 and u.id = $2`, [workspaceId, id]);
  return rows[0] ?? null;
}

/** By name. */
export async function listUsers(q: Query, workspaceId: number): Promise<UserRow[]> {
  const { rows } = await q.query<UserRow>(`select ${USER_COLUMNS} from users u where u.workspace_id = $1 order by lower(u.name), u.id`, [workspaceId]);
  return rows;
}

export async function anyUser(q: Query): Promise<boolean> {
  const { rows } = await q.query("select 1 from users limit 1");
  return rows.length > 0;
}

/** Owners who may come in, but for one user. */
export async function countOtherOwners(q: Query, workspaceId: number, butId: string): Promise<number> {
  const { rows } = await q.query<{ count: number }>(
    `select count(*) as count from users where workspace_id = $1 and id <> $2 and role = 'owner' and deactivated_at is null and removed_at is null`,
    [workspaceId, butId],
  );
  return rows[0]?.count ?? 0;
}

export async function setPasswordHash(q: Query, userId: string, passwordHash: string): Promise<void> {
  await q.query("update users set password_hash = $2 where id = $1", [userId, passwordHash]);
}

export async function setUserName(q: Query, userId: string, name: string): Promise<void> {
  await q.query("update users set name = $2 where id = $1", [userId, name]);
}

export async function setUserRole(q: Query, userId: string, role: UserRole): Promise<void> {
  await q.query("update users set role = $2 where id = $1", [userId, role]);
}

/** Keeps a user out from an instant on, or lets them in again with nulls. */
export async function setUserAway(
  q: Query,
  userId: string,
  away: { readonly deactivatedAt: Instant | null; readonly removedAt: Instant | null },
): Promise<void> {
  await q.query("update users set deactivated_at = $2, removed_at = $3 where id = $1", [
    userId,
    away.deactivatedAt === null ? null : formatInstant(away.deactivatedAt),
    away.removedAt === null ? null : formatInstant(away.removedAt),
  ]);
}

export async function deleteRemovedUsers(q: Query, removedBefore: Instant): Promise<void> {
  await q.query("delete from users where removed_at < $1", [formatInstant(removedBefore)]);
}

/** Sets the seed of a second factor that is not confirmed yet, or takes the factor off with null. */
export async function setTotpSeed(q: Query, userId: string, seed: string | null): Promise<void> {
  await q.query("update users set totp_seed = $2, totp_confirmed_at = null, totp_step = null where id = $1", [userId, seed]);
}

export async function confirmTotp(q: Query, userId: string, at: Instant): Promise<void> {
  await q.query("update users set totp_confirmed_at = $2 where id = $1", [userId, formatInstant(at)]);
}

/** Uses up a time step and all before it. @returns false where it was used already, also by another process at the same moment */
export async function useTotpStep(q: Query, userId: string, step: number): Promise<boolean> {
  const { rowCount } = await q.query("update users set totp_step = $2 where id = $1 and (totp_step is null or totp_step < $2)", [userId, step]);
  return rowCount === 1;
}

export async function replaceRecoveryCodes(q: Query, userId: string, codeHashes: readonly string[]): Promise<void> {
  await q.query("delete from recovery_codes where user_id = $1", [userId]);
  await q.query("insert into recovery_codes (user_id, code_hash) select $1, unnest($2::text[])", [userId, codeHashes]);
}

/** @returns false where there is no such code, or it was used before */
export async function useRecoveryCode(q: Query, userId: string, codeHash: string, at: Instant): Promise<boolean> {
  const { rowCount } = await q.query("update recovery_codes set used_at = $3 where user_id = $1 and code_hash = $2 and used_at is null", [
    userId,
    codeHash,
    formatInstant(at),
  ]);
  return rowCount === 1;
}

export async function countRecoveryCodes(q: Query, userId: string): Promise<number> {
  const { rows } = await q.query<{ count: number }>("select count(*) as count from recovery_codes where user_id = $1 and used_at is null", [userId]);
  return rows[0]?.count ?? 0;
}
