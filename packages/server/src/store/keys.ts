import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

export type KeyKind = "write" | "api" | "profile";

export interface KeyRow {
  readonly id: string;
  readonly workspaceId: number;
  readonly kind: KeyKind;
  readonly name: string;
  /** First characters, to tell keys apart. */
  readonly prefix: string;
  /** The whole key, for write keys only: they are public in web pages anyway. */
  readonly readable: string | null;
  /** SHA-256 of the key, hexadecimal. */
  readonly secretHash: string;
  readonly createdAt: Instant;
  readonly revokedAt: Instant | null;
  /** What an API key may do; null for everything. */
  readonly scopes: readonly string[] | null;
  readonly expiresAt: Instant | null;
  readonly lastUsedAt: Instant | null;
  readonly lastUsedIp: string | null;
  /** The secret before the last rotation, and until when it still works. */
  readonly previousHash: string | null;
  readonly previousUntil: Instant | null;
}

/** What a key begins with. */
export type NewKey = Omit<KeyRow, "lastUsedAt" | "lastUsedIp" | "previousHash" | "previousUntil">;

const COLUMNS = `id, workspace_id as "workspaceId", kind, name, prefix, readable, secret_hash as "secretHash", created_at as "createdAt", revoked_at as "revokedAt",
  scopes, expires_at as "expiresAt", last_used_at as "lastUsedAt", last_used_ip as "lastUsedIp", previous_hash as "previousHash", previous_until as "previousUntil"`;

export async function insertKey(q: Query, key: NewKey): Promise<void> {
  await q.query(
    "insert into keys (id, workspace_id, kind, name, prefix, readable, secret_hash, created_at, revoked_at, scopes, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    [
      key.id,
      key.workspaceId,
      key.kind,
      key.name,
      key.prefix,
      key.readable,
      key.secretHash,
      formatInstant(key.createdAt),
      key.revokedAt === null ? null : formatInstant(key.revokedAt),
      key.scopes,
      key.expiresAt === null ? null : formatInstant(key.expiresAt),
    ],
  );
}

/** The key with this secret, or with this one before its last rotation. */
export async function keyByHash(q: Query, secretHash: string): Promise<KeyRow | null> {
  const { rows } = await q.query<KeyRow>(`select ${COLUMNS} from keys where secret_hash = $1 or previous_hash = $1`, [secretHash]);
  return rows[0] ?? null;
}

export async function keyById(q: Query, workspaceId: number, id: string): Promise<KeyRow | null> {
  const { rows } = await q.query<KeyRow>(`select ${COLUMNS} from keys where workspace_id = $1 and id = $2`, [workspaceId, id]);
  return rows[0] ?? null;
}

/** All keys, newest first, revoked ones too. */
export async function listKeys(q: Query, workspaceId: number): Promise<KeyRow[]> {
  const { rows } = await q.query<KeyRow>(`select ${COLUMNS} from keys where workspace_id = $1 order by id desc`, [workspaceId]);
  return rows;
}

export async function setKeyRevoked(q: Query, id: string, at: Instant | null): Promise<void> {
  await q.query("update keys set revoked_at = $2 where id = $1", [id, at === null ? null : formatInstant(at)]);
}

export async function updateKey(q: Query, key: Pick<KeyRow, "id" | "name" | "scopes" | "expiresAt">): Promise<void> {
  await q.query("update keys set name = $2, scopes = $3, expires_at = $4 where id = $1", [
    key.id,
    key.name,
    key.scopes,
    key.expiresAt === null ? null : formatInstant(key.expiresAt),
  ]);
}

/** Gives a key another secret; the one before works until `previousUntil`. */
export async function rotateKey(
  q: Query,
  id: string,
  secret: Pick<KeyRow, "prefix" | "readable" | "secretHash">,
  previous: { readonly hash: string; readonly until: Instant },
): Promise<void> {
  await q.query("update keys set prefix = $2, readable = $3, secret_hash = $4, previous_hash = $5, previous_until = $6 where id = $1", [
    id,
    secret.prefix,
    secret.readable,
    secret.secretHash,
    previous.hash,
    formatInstant(previous.until),
  ]);
}

export async function touchKey(q: Query, id: string, at: Instant, ip: string | null): Promise<void> {
  await q.query("update keys set last_used_at = $2, last_used_ip = coalesce($3, last_used_ip) where id = $1", [id, formatInstant(at), ip]);
}
