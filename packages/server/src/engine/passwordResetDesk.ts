import { createHash, randomBytes } from "node:crypto";
import { HOUR, type Instant, MINUTE } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import { putPasswordReset, usePasswordReset, userOfPasswordReset } from "../store/passwordResets.ts";
import { deleteSessionsOf } from "../store/userSessions.ts";
import { setPasswordHash, type UserRow, userByEmail, userById } from "../store/users.ts";
import type { Attempts, Limit } from "./attempts.ts";
import { checkPassword, hashPassword } from "./passwords.ts";
import { Refusal } from "./refusal.ts";
import { FIRST_WORKSPACE } from "./setup.ts";

const MAILED_LIFE = HOUR;
const HANDED_LIFE = 24 * HOUR;

/** A link's secret, which is in this answer and nowhere else. */
export interface NewReset {
  readonly user: UserRow;
  readonly token: string;
  readonly expiresAt: Instant;
}

/** Links by which users choose a new password: each works once, and not for long. */
export class PasswordResetDesk {
  readonly #db: Db;
  readonly #clock: Clock;
  readonly #attempts: Attempts;

  constructor(db: Db, clock: Clock, attempts: Attempts) {
    this.#db = db;
    this.#clock = clock;
    this.#attempts = attempts;
  }

  /** A link for whoever has this address; null where nobody may use one. Each request counts. @throws Refusal `sign_in_throttled` */
  async ask(email: string, ip: string): Promise<NewReset | null> {
    await this.#attempts.begin(askLimits(email, ip));
    const user = await userByEmail(this.#db, email);
    return user === null || !mayUse(user) ? null : this.#make(user, MAILED_LIFE);
  }

  /** A link to hand over. @throws Refusal `user_state` */
  async make(user: UserRow): Promise<NewReset> {
    if (!mayUse(user)) throw new Refusal("user_state", { problem: `${user.name} may not sign in; let them in again first.` });
    return this.#make(user, HANDED_LIFE);
  }

  /** Sets the password and signs every browser of the user out. @throws Refusal `reset_invalid`, `password_weak`, `sign_in_throttled` */
  async use(token: string, password: string, ip: string): Promise<UserRow> {
    const tokenHash = hashOf(token);
    const user = await this.#userOf(tokenHash, ip);
    checkPassword(password, user.email);
    const passwordHash = await hashPassword(password);
    await this.#db.transaction(async (tx) => {
      if (!(await usePasswordReset(tx, tokenHash))) throw new Refusal("reset_invalid");
      await setPasswordHash(tx, user.id, passwordHash);
      await deleteSessionsOf(tx, user.id);
    });
    return user;
  }

  async #userOf(tokenHash: string, ip: string): Promise<UserRow> {
    let user: UserRow | null = null;
    await this.#attempts.guess(useLimits(ip), async () => {
      const id = await userOfPasswordReset(this.#db, tokenHash, this.#clock.now());
      user = id === null ? null : await userById(this.#db, FIRST_WORKSPACE, id);
      return user !== null && mayUse(user);
    });
    if (user === null || !mayUse(user)) throw new Refusal("reset_invalid");
    return user;
  }

  async #make(user: UserRow, life: number): Promise<NewReset> {
    const token = randomBytes(32).toString("base64url");
    const at = this.#clock.now();
    const expiresAt = at + life;
    await this.#db.transaction((tx) => putPasswordReset(tx, { tokenHash: hashOf(token), userId: user.id, at, expiresAt }));
    return { user, token, expiresAt };
  }
}

/** Nobody's mailbox is filled with links, and nobody asks for address after address. */
function askLimits(email: string, ip: string): readonly Limit[] {
  return [
    { name: `reset ${email.trim().toLowerCase()}`, free: 3, longest: 60 * MINUTE },
    { name: `resets ${ip}`, free: 10, longest: 15 * MINUTE },
  ];
}

function useLimits(ip: string): readonly Limit[] {
  return [{ name: `reset link ${ip}`, free: 10, longest: 15 * MINUTE }];
}

function mayUse({ deactivatedAt, removedAt }: UserRow): boolean {
  return deactivatedAt === null && removedAt === null;
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
