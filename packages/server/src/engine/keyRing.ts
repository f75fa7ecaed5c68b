import { createHash, randomBytes } from "node:crypto";
import { type Instant, MINUTE } from "@beckon/core";
import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { Query } from "../store/db.ts";
import {
  insertKey,
  type KeyKind,
  type KeyRow,
  keyByHash,
  keyById,
  listKeys,
  type NewKey,
  rotateKey,
  setKeyRevoked,
  touchKey,
  updateKey,
} from "../store/keys.ts";
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
export function keyRow(workspaceId: number, kind: KeyKind, name: string, secret: string, at: Instant, bounds: KeyBounds = {}): NewKey {
  const { scopes = null, expiresAt = null } = bounds;
  return { id: newId(at), workspaceId, kind, name, ...secretColumns(kind, secret), createdAt: at, revokedAt: null, scopes, expiresAt };
}

function secretColumns(kind: KeyKind, secret: string): Pick<KeyRow, "prefix" | "readable" | "secretHash"> {
  return {
    prefix: secret.slice(0, Math.min(PREFIX[kind].length + 4, Math.floor(secret.length / 2))),
    readable: kind === "write" ? secret : null,
    secretHash: hashOfSecret(secret),
  };
}

/** What a key may do and for how long; nulls for everything and for ever. */
export interface KeyBounds {
  readonly scopes?: readonly string[] | null | undefined;
  readonly expiresAt?: Instant | null | undefined;
}

/** That a key was used is written no more often than this. */
const TOUCHED_EVERY = MINUTE;

/**
 * All keys, for those who ask on every request: a short cache in front of the table, also of keys that do not exist.
 * A key revoked in this process stops working at once.
 */
export class KeyRing {
  readonly #db: Query;
  readonly #clock: Clock;
  readonly #cache: LRUCache<string, { readonly key: KeyRow | null; readonly readAt: Instant }>;
  readonly #touched: LRUCache<string, Instant>;

  constructor(db: Query, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
    this.#cache = new LRUCache({ max: CACHED_MAX });
    this.#touched = new LRUCache({ max: CACHED_MAX });
  }

  /**
   * The key with this secret, unless it was revoked, has expired, or has had another secret for too long.
   * @param ip who shows it, where that is known
   */
  async find(secret: string, ip: string | null = null): Promise<KeyRow | null> {
    const hash = hashOfSecret(secret);
    const now = this.#clock.now();
    const cached = this.#cache.get(hash);
    const row = cached && now - cached.readAt < CACHED_MS ? cached.key : await keyByHash(this.#db, hash);
    const key = row && isValid(row, hash, now) ? row : null;
    if (!cached || now - cached.readAt >= CACHED_MS) this.#cache.set(hash, { key, readAt: now });
    if (key) this.#touch(key.id, now, ip);
    return key;
  }

  /** Notes the use beside the work: nobody waits for it, and one that is lost comes again. */
  #touch(id: string, now: Instant, ip: string | null): void {
    if (now - (this.#touched.get(id) ?? Number.NEGATIVE_INFINITY) < TOUCHED_EVERY) return;
    this.#touched.set(id, now);
    touchKey(this.#db, id, now, ip).catch(() => this.#touched.delete(id));
  }

  /** Whether this is a key that was found good a moment ago: for those who cannot wait for the table. */
  isKnown(secret: string): boolean {
    const cached = this.#cache.get(hashOfSecret(secret));
    return cached !== undefined && cached.key !== null;
  }

  /** The workspace that a write key may send events to; null for an unknown, revoked or other kind of key. */
  async workspaceOfWriteKey(writeKey: string, ip: string | null = null): Promise<number | null> {
    const key = await this.find(writeKey, ip);
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
  async create(workspaceId: number, kind: KeyKind, name: string, bounds: KeyBounds = {}): Promise<{ readonly key: KeyRow; readonly secret: string }> {
    checkName(kind, name);
    this.#checkBounds(kind, bounds);
    const secret = newSecret(kind);
    const key = keyRow(workspaceId, kind, name, secret, this.#clock.now(), bounds);
    await insertKey(this.#db, key);
    this.#cache.delete(key.secretHash);
    return { key: await this.#get(workspaceId, key.id), secret };
  }

  /**
   * Changes name and bounds; what is undefined stays.
   * @returns the key before and after
   * @throws Refusal `not_found`, `key_revoked`, `key_from_environment`, `key_invalid`
   */
  async change(
    workspaceId: number,
    id: string,
    change: KeyBounds & { readonly name?: string | undefined },
  ): Promise<{ readonly before: KeyRow; readonly after: KeyRow }> {
    const before = await this.#changeable(workspaceId, id);
    const { name = before.name, scopes = before.scopes, expiresAt = before.expiresAt } = change;
    checkName(before.kind, name);
    this.#checkBounds(before.kind, { scopes, expiresAt: change.expiresAt });
    await updateKey(this.#db, { id, name, scopes, expiresAt });
    this.#forget(before);
    return { before, after: await this.#get(workspaceId, id) };
  }

  /**
   * Gives the key another secret; the old one works on for `grace` milliseconds.
   * @throws Refusal `not_found`, `key_revoked`, `key_from_environment`
   */
  async rotate(workspaceId: number, id: string, grace: number): Promise<{ readonly key: KeyRow; readonly secret: string }> {
    const key = await this.#changeable(workspaceId, id);
    const secret = newSecret(key.kind);
    await rotateKey(this.#db, id, secretColumns(key.kind, secret), { hash: key.secretHash, until: this.#clock.now() + grace });
    this.#forget(key);
    return { key: await this.#get(workspaceId, id), secret };
  }

  #checkBounds(kind: KeyKind, { scopes, expiresAt }: KeyBounds): void {
    if (scopes && kind !== "api")
      throw new Refusal("key_invalid", { problem: `Only an API key has scopes; a ${kind} key may do one thing anyway.` }, "body.scopes");
    if (expiresAt && expiresAt <= this.#clock.now())
      throw new Refusal("key_invalid", { problem: "The key would have expired already; choose a time to come." }, "body.expiresAt");
  }

  async #get(workspaceId: number, id: string): Promise<KeyRow> {
    const key = await keyById(this.#db, workspaceId, id);
    if (!key) throw new Refusal("not_found", { what: "key", id });
    return key;
  }

  async #changeable(workspaceId: number, id: string): Promise<KeyRow> {
    const key = await this.#get(workspaceId, id);
    if (key.revokedAt !== null) throw new Refusal("key_revoked");
    if (key.name === SETTING_OF[key.kind]) throw new Refusal("key_from_environment", { setting: key.name });
    return key;
  }

  #forget(key: KeyRow): void {
    this.#cache.delete(key.secretHash);
    if (key.previousHash) this.#cache.delete(key.previousHash);
  }

  async revoke(workspaceId: number, id: string): Promise<KeyRow> {
    const key = await this.#changeable(workspaceId, id);
    await setKeyRevoked(this.#db, id, this.#clock.now());
    this.#forget(key);
    return key;
  }
}

/** By this name a key is known as one of the settings: one made here could never be revoked under it. */
function checkName(kind: KeyKind, name: string): void {
  if (name === SETTING_OF[kind])
    throw new Refusal("key_invalid", { problem: `Only the key of the setting ${name} has this name; choose another.` }, "body.name");
}

function isValid(key: KeyRow, hash: string, now: Instant): boolean {
  if (key.revokedAt !== null || (key.expiresAt !== null && key.expiresAt <= now)) return false;
  return key.secretHash === hash || (key.previousUntil !== null && key.previousUntil > now);
}
