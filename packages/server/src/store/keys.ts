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
}

const COLUMNS = `id, workspace_id as "workspaceId", kind, name, prefix, readable, secret_hash as "secretHash", created_at as "createdAt", revoked_at as "revokedAt"`;

export async function insertKey(q: Query, key: KeyRow): Promise<void> {
  await q.query(
    "insert into keys (id, workspace_id, kind, name, prefix, readable, secret_hash, created_at, revoked_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
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
    ],
  );
}

export async function keyByHash(q: Query, secretHash: string): Promise<KeyRow | null> {
  const { rows } = await q.query<KeyRow>(`select ${COLUMNS} from keys where secret_hash = $1`, [secretHash]);
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
