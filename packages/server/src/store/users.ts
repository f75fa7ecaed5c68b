import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** What a user may do; each word holds all that the one before it does. */
export type UserRole = "viewer" | "editor" | "publisher" | "admin" | "owner";

/** Someone who logs in to the app. */
export interface UserRow {
  readonly id: string;
  readonly workspaceId: number;
  /** Lower case. */
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly role: UserRole;
  readonly createdAt: Instant;
}

const COLUMNS = `id, workspace_id as "workspaceId", email, name, password_hash as "passwordHash", role, created_at as "createdAt"`;

export async function insertUser(q: Query, user: UserRow): Promise<void> {
  await q.query("insert into users (id, workspace_id, email, name, password_hash, role, created_at) values ($1, $2, $3, $4, $5, $6, $7)", [
    user.id,
    user.workspaceId,
    user.email,
    user.name,
    user.passwordHash,
    user.role,
    formatInstant(user.createdAt),
  ]);
}

export async function userByEmail(q: Query, email: string): Promise<UserRow | null> {
  const { rows } = await q.query<UserRow>(`select ${COLUMNS} from users where email = $1`, [email.toLowerCase()]);
  return rows[0] ?? null;
}

export async function anyUser(q: Query): Promise<boolean> {
  const { rows } = await q.query("select 1 from users limit 1");
  return rows.length > 0;
}

export async function setPasswordHash(q: Query, userId: string, passwordHash: string): Promise<void> {
  await q.query("update users set password_hash = $2 where id = $1", [userId, passwordHash]);
}

/** A signed-in browser. Only the hash of its token is kept. */
export async function insertUserSession(
  q: Query,
  session: { readonly tokenHash: string; readonly userId: string; readonly createdAt: Instant; readonly expiresAt: Instant },
): Promise<void> {
  await q.query("insert into user_sessions (token_hash, user_id, created_at, expires_at) values ($1, $2, $3, $4)", [
    session.tokenHash,
    session.userId,
    formatInstant(session.createdAt),
    formatInstant(session.expiresAt),
  ]);
}

/** The user of a session that has not expired. */
export async function userOfSession(q: Query, tokenHash: string, now: Instant): Promise<UserRow | null> {
  const { rows } = await q.query<UserRow>(
    `select u.id, u.workspace_id as "workspaceId", u.email, u.name, u.password_hash as "passwordHash", u.role, u.created_at as "createdAt"
     from user_sessions s join users u on u.id = s.user_id
     where s.token_hash = $1 and s.expires_at > $2`,
    [tokenHash, formatInstant(now)],
  );
  return rows[0] ?? null;
}

export async function deleteUserSession(q: Query, tokenHash: string): Promise<void> {
  await q.query("delete from user_sessions where token_hash = $1", [tokenHash]);
}

/** Ends every session of a user: after a change of password nobody stays signed in by the old one. */
export async function deleteSessionsOf(q: Query, userId: string): Promise<void> {
  await q.query("delete from user_sessions where user_id = $1", [userId]);
}

export async function deleteExpiredSessions(q: Query, now: Instant): Promise<number> {
  const { rowCount } = await q.query("delete from user_sessions where expires_at <= $1", [formatInstant(now)]);
  return rowCount;
}
