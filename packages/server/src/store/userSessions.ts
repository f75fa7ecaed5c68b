import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";
import { USER_COLUMNS, type UserRow } from "./users.ts";
import type { SecurityRules } from "./workspaces.ts";

/** A signed-in browser. Only the hash of its token is kept. */
export interface UserSessionRow {
  readonly id: string;
  readonly userId: string;
  readonly tokenHash: string;
  readonly ip: string;
  /** What the browser calls itself. */
  readonly agent: string;
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant;
  readonly expiresAt: Instant;
}

const COLUMNS = `id, user_id as "userId", token_hash as "tokenHash", ip, agent, created_at as "createdAt", last_used_at as "lastUsedAt", expires_at as "expiresAt"`;

export async function insertUserSession(q: Query, session: UserSessionRow): Promise<void> {
  await q.query(
    "insert into user_sessions (id, user_id, token_hash, ip, agent, created_at, last_used_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
    [
      session.id,
      session.userId,
      session.tokenHash,
      session.ip,
      session.agent,
      formatInstant(session.createdAt),
      formatInstant(session.lastUsedAt),
      formatInstant(session.expiresAt),
    ],
  );
}

/** A session with all that admitting its user asks for. */
export interface FoundSession {
  readonly sessionId: string;
  readonly lastUsedAt: Instant;
  readonly user: UserRow;
  readonly security: SecurityRules;
}

/** The session of a user who may come in, unless it has expired or was idle since `idleSince`. */
export async function findUserSession(q: Query, tokenHash: string, now: Instant, idleSince: Instant): Promise<FoundSession | null> {
  const { rows } = await q.query<UserRow & { sessionId: string; lastUsedAt: Instant; security: SecurityRules }>(
    `select ${USER_COLUMNS}, s.id as "sessionId", s.last_used_at as "lastUsedAt", w.security
     from user_sessions s join users u on u.id = s.user_id join workspaces w on w.id = u.workspace_id
     where s.token_hash = $1 and s.expires_at > $2 and s.last_used_at > $3 and u.deactivated_at is null and u.removed_at is null`,
    [tokenHash, formatInstant(now), formatInstant(idleSince)],
  );
  const [row] = rows;
  if (!row) return null;
  const { sessionId, lastUsedAt, security, ...user } = row;
  return { sessionId, lastUsedAt, security, user };
}

/** Notes that session and user were here. */
export async function touchUserSession(q: Query, sessionId: string, userId: string, ip: string, now: Instant): Promise<void> {
  await q.query("update user_sessions set last_used_at = $2, ip = $3 where id = $1", [sessionId, formatInstant(now), ip]);
  await q.query("update users set last_seen_at = $2 where id = $1", [userId, formatInstant(now)]);
}

/** Newest use first. */
export async function listUserSessions(q: Query, userId: string, now: Instant, idleSince: Instant): Promise<UserSessionRow[]> {
  const { rows } = await q.query<UserSessionRow>(
    `select ${COLUMNS} from user_sessions where user_id = $1 and expires_at > $2 and last_used_at > $3 order by last_used_at desc, id`,
    [userId, formatInstant(now), formatInstant(idleSince)],
  );
  return rows;
}

export async function deleteUserSession(q: Query, tokenHash: string): Promise<void> {
  await q.query("delete from user_sessions where token_hash = $1", [tokenHash]);
}

/** @returns whether it was there and this user's */
export async function deleteSessionOf(q: Query, userId: string, id: string): Promise<boolean> {
  const { rowCount } = await q.query("delete from user_sessions where user_id = $1 and id = $2", [userId, id]);
  return rowCount === 1;
}

/** Ends the sessions of a user, but one where it is given: after a change of password nobody stays signed in by the old one. */
export async function deleteSessionsOf(q: Query, userId: string, butId: string | null = null): Promise<void> {
  await q.query("delete from user_sessions where user_id = $1 and ($2::uuid is null or id <> $2)", [userId, butId]);
}

export async function deleteExpiredSessions(q: Query, now: Instant, idleSince: Instant): Promise<number> {
  const { rowCount } = await q.query("delete from user_sessions where expires_at <= $1 or last_used_at <= $2", [formatInstant(now), formatInstant(idleSince)]);
  return rowCount;
}
