import { createHash, randomBytes } from "node:crypto";
import type { Instant } from "@beckon/core";
import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { Query } from "../store/db.ts";
import { insertKey, type KeyKind, type KeyRow, keyByHash, keyById, listKeys, setKeyRevoked } from "../store/keys.ts";
import { Refusal } from "./refusal.ts";

/** How long an answer about a key may be old: a revoked key works no longer than this in another process. */
const CACHED_MS = 5_000;
const CACHED_MAX = 5_000;

/** First letters of a key tell what it is when somebody finds it in a log. */
const PREFIX: { readonly [kind in KeyKind]: string } = { write: "bkn_write_", api: "bkn_api_", profile: "bkn_profile_" };

/** Keys that come from settings, not from the app. */
export const SETTING_OF: { readonly [kind in KeyKind]: string } = { write: "BECKON_WRITE_KEY", api: "BECKON_API_KEY", profile: "BECKON_PROFILE_TOKEN" };

/** A new random key: 192 bits, in letters and digits that a double click selects. */
export function newSecret(kind: KeyKind): string {
  return PREFIX[kind] + randomBytes(24).toString("base64url").replace(/[-_]/g, "x");
}

export function hashOfSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** A row for a key, as it is stored: readable for write keys, only its hash for the others. */
export function keyRow(workspaceId: number, kind: KeyKind, name: string, secret: string, at: Instant): KeyRow {
  return {
    id: newId(at),
    workspaceId,
    kind,
    name,
    prefix: secret.slice(0, Math.min(PREFIX[kind].length + 4, Math.floor(secret.length / 2))),
    readable: kind === "write" ? secret : null,
    secretHash: hashOfSecret(secret),
    createdAt: at,
    revokedAt: null,
  };
}

/**
 * All keys, for those who ask on every request: a short cache in front of the table, also of keys that do not exist.
 * A key revoked in this process stops working at once.
 */
export class KeyRing {
  readonly #db: Query;
  readonly #clock: Clock;
  readonly #cache: LRUCache<string, { readonly key: KeyRow | null; readonly readAt: Instant }>;

  constructor(db: Query, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
    this.#cache = new LRUCache({ max: CACHED_MAX });
  }

  /** The key with this secret, unless it was revoked. */
  async find(secret: string): Promise<KeyRow | null> {
    const hash = hashOfSecret(secret);
    const now = this.#clock.now();
    const cached = this.#cache.get(hash);
    if (cached && now - cached.readAt < CACHED_MS) return cached.key;
    const row = await keyByHash(this.#db, hash);
    const key = row && row.revokedAt === null ? row : null;
    this.#cache.set(hash, { key, readAt: now });
    return key;
  }

  /** Whether this is a key that was found good a moment ago: for those who cannot wait for the table. */
  isKnown(secret: string): boolean {
    const cached = this.#cache.get(hashOfSecret(secret));
    return cached !== undefined && cached.key !== null;
  }

  /** The workspace that a write key may send events to; null for an unknown, revoked or other kind of key. */
  async workspaceOfWriteKey(writeKey: string): Promise<number | null> {
    const key = await this.find(writeKey);
    return key?.kind === "write" ? key.workspaceId : null;
  }

  /** The workspace whose profiles a token may read (Segment's Profile API); API keys may, too. */
  async workspaceOfProfileToken(token: string): Promise<number | null> {
    const key = await this.find(token);
    return key && key.kind !== "write" ? key.workspaceId : null;
  }

  list(workspaceId: number): Promise<KeyRow[]> {
    return listKeys(this.#db, workspaceId);
  }

  /** Makes a key. Its secret is in this answer and nowhere else (a write key stays readable). */
  async create(workspaceId: number, kind: KeyKind, name: string): Promise<{ readonly key: KeyRow; readonly secret: string }> {
    const secret = newSecret(kind);
    const key = keyRow(workspaceId, kind, name, secret, this.#clock.now());
    await insertKey(this.#db, key);
    this.#cache.delete(key.secretHash);
    return { key, secret };
  }

  async revoke(workspaceId: number, id: string): Promise<KeyRow> {
    const key = await keyById(this.#db, workspaceId, id);
    if (!key) throw new Refusal("not_found", { what: "key", id });
    if (key.revokedAt !== null) throw new Refusal("key_revoked");
    if (key.name === SETTING_OF[key.kind]) throw new Refusal("key_from_environment", { setting: key.name });
    await setKeyRevoked(this.#db, id, this.#clock.now());
    this.#cache.delete(key.secretHash);
    return key;
  }
}
