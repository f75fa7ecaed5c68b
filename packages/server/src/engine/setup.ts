import { randomBytes } from "node:crypto";
import type { Instant } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { Db, Query } from "../store/db.ts";
import { insertKey, type KeyKind, keyByHash, listKeys, setKeyRevoked } from "../store/keys.ts";
import { deleteSessionsOf } from "../store/userSessions.ts";
import { anyUser, insertUser, type NewUser, setPasswordHash, type UserRow, userByEmail } from "../store/users.ts";
import { bumpDefinitions, type FirstSettings, insertWorkspace, lockWorkspace, readWorkspace, updateWorkspace } from "../store/workspaces.ts";
import { hashOfSecret, keyRow, newSecret, SETTING_OF } from "./keyRing.ts";
import { checkPassword, hashPassword, passwordFits } from "./passwords.ts";
import { Refusal } from "./refusal.ts";

/** The workspace that exists from the first start on. */
export const FIRST_WORKSPACE = 1;

/** What settings (environment) give to the first workspace; all may be missing. */
export interface WorkspaceSeed {
  readonly adminEmail?: string | null;
  readonly adminPassword?: string | null;
  readonly apiKey?: string | null;
  readonly writeKey?: string | null;
  readonly profileToken?: string | null;
}

/** Something that was made at this start because nobody had given it: to be shown once, under the name of its setting. */
interface Generated {
  readonly setting: string;
  readonly value: string;
}

export interface SeedResult {
  readonly workspaceId: number;
  readonly generated: readonly Generated[];
  /** Whether somebody still has to make the first user, in the browser. */
  readonly setupNeeded: boolean;
}

/** What a workspace has before anybody changed it: no quiet hours, no caps, nobody held out. */
function defaultSettings(timeZone = "UTC"): FirstSettings {
  return {
    timeZone,
    sessionTimeout: "PT30M",
    quietHours: null,
    frequencyCaps: [],
    holdout: 0,
    topics: [
      { key: "marketing", name: "Offers and news", consent: "opt_out" },
      { key: "newsletter", name: "Newsletter", consent: "opt_in" },
    ],
    sender: null,
  };
}

/**
 * Makes sure that the first workspace, the user and the keys of the settings exist, at every start and however often.
 * The workspace is there before its first user, so that events can be accepted from the first second.
 */
export async function seedWorkspace(db: Db, clock: Clock, seed: WorkspaceSeed): Promise<SeedResult> {
  const now = clock.now();
  await insertWorkspace(db, { id: FIRST_WORKSPACE, name: "My workspace", settings: defaultSettings(), createdAt: now });
  return db.transaction(async (tx) => {
    await lockWorkspace(tx, FIRST_WORKSPACE);
    const given = { write: seed.writeKey, api: seed.apiKey, profile: seed.profileToken };
    const generated = [
      seed.adminEmail ? await seedOwner(tx, seed.adminEmail, seed.adminPassword ?? null, now) : null,
      await seedKey(tx, "api", given.api ?? null, now),
      await seedKey(tx, "write", given.write ?? null, now),
      await seedKey(tx, "profile", given.profile ?? null, now),
    ].filter((made) => made !== null);
    return { workspaceId: FIRST_WORKSPACE, generated, setupNeeded: !(await anyUser(tx)) };
  });
}

/**
 * A given password wins over one changed since: it is how somebody who lost theirs gets in again. Without one a new user
 * gets a random one.
 * @returns the password that was made, or null
 */
async function seedOwner(tx: Query, email: string, password: string | null, now: Instant): Promise<Generated | null> {
  const known = await userByEmail(tx, email);
  if (!known) {
    const chosen = password ?? randomBytes(12).toString("base64url");
    await insertUser(tx, await newOwner(email, email.split("@")[0] ?? email, chosen, now));
    return password === null ? { setting: "BECKON_ADMIN_PASSWORD", value: chosen } : null;
  }
  if (password !== null && !(await passwordFits(known.passwordHash, password))) {
    await setPasswordHash(tx, known.id, await hashPassword(password));
    await deleteSessionsOf(tx, known.id);
  }
  return null;
}

async function newOwner(email: string, name: string, password: string, now: Instant): Promise<NewUser> {
  return {
    id: newId(now),
    workspaceId: FIRST_WORKSPACE,
    email: email.toLowerCase(),
    name,
    passwordHash: await hashPassword(password),
    role: "owner",
    createdAt: now,
  };
}

/** By which the first keys are told apart in their list. */
const FIRST_NAME: { readonly [kind in KeyKind]: string } = { write: "First write key", api: "First API key", profile: "First profile key" };

/**
 * A given key is stored under the name of its setting, and replaces the one that the setting gave before; without one, a key
 * is made where none of its kind was ever there.
 * @returns the key that was made, or null
 */
async function seedKey(tx: Query, kind: KeyKind, given: string | null, now: Instant): Promise<Generated | null> {
  const keys = (await listKeys(tx, FIRST_WORKSPACE)).filter((key) => key.kind === kind);
  if (given === null || given === "") {
    if (keys.length > 0) return null;
    const secret = newSecret(kind);
    await insertKey(tx, keyRow(FIRST_WORKSPACE, kind, FIRST_NAME[kind], secret, now));
    return { setting: SETTING_OF[kind], value: secret };
  }
  const hash = hashOfSecret(given);
  for (const key of keys) {
    if (key.name === SETTING_OF[kind] && key.secretHash !== hash && key.revokedAt === null) await setKeyRevoked(tx, key.id, now);
  }
  const known = await keyByHash(tx, hash);
  if (!known) await insertKey(tx, keyRow(FIRST_WORKSPACE, kind, SETTING_OF[kind], given, now));
  else if (known.revokedAt !== null) await setKeyRevoked(tx, known.id, null);
  return null;
}

export interface FirstUser {
  readonly workspaceName: string;
  readonly timeZone: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** Whether somebody still has to make the first user, and what the workspace is called. */
export async function setupState(db: Query): Promise<{ readonly needed: boolean; readonly workspaceName: string | null }> {
  const needed = !(await anyUser(db));
  return { needed, workspaceName: (await readWorkspace(db, FIRST_WORKSPACE))?.name ?? null };
}

/**
 * Makes the first user, who owns the workspace. Of two who try at once one wins: both hold the workspace's row.
 * @throws Refusal `setup_done`, `time_zone_unknown`, `password_weak`
 */
export async function setUp(db: Db, clock: Clock, first: FirstUser): Promise<UserRow> {
  if (!isTimeZone(first.timeZone)) throw new Refusal("time_zone_unknown", { zone: first.timeZone }, "body.timeZone");
  checkPassword(first.password, first.email);
  // Asked before the hash is reckoned, so that a late-comer costs nothing; asked again under the lock.
  if (await anyUser(db)) throw new Refusal("setup_done");
  const owner = await newOwner(first.email, first.name, first.password, clock.now());
  return db.transaction(async (tx) => {
    const workspace = await lockWorkspace(tx, FIRST_WORKSPACE);
    if (await anyUser(tx)) throw new Refusal("setup_done");
    await updateWorkspace(tx, FIRST_WORKSPACE, first.workspaceName, { ...(workspace?.settings ?? defaultSettings()), timeZone: first.timeZone });
    await bumpDefinitions(tx, FIRST_WORKSPACE);
    return insertUser(tx, owner);
  });
}

/** Whether the runtime knows the zone (IANA name). */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
