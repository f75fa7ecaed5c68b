import { createHash, randomBytes } from "node:crypto";
import { DAY, type Instant, MINUTE } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { SecretBox } from "../secretBox.ts";
import type { Db } from "../store/db.ts";
import {
  deleteSessionOf,
  deleteSessionsOf,
  deleteUserSession,
  type FoundSession,
  findUserSession,
  insertUserSession,
  listUserSessions,
  touchUserSession,
  type UserSessionRow,
} from "../store/userSessions.ts";
import { setPasswordHash, type UserRow, userByEmail } from "../store/users.ts";
import { Attempts, codeLimits, passwordLimits, signInLimits } from "./attempts.ts";
import { checkPassword, hashPassword, passwordFits } from "./passwords.ts";
import { Refusal } from "./refusal.ts";
import { SecondFactor } from "./secondFactor.ts";

/** How long a user stays signed in at most, and without coming back. */
const SESSION_LIFE = 30 * DAY;
export const SESSION_IDLE = 14 * DAY;

/** That a session was used is written no more often than this. */
const TOUCHED_EVERY = MINUTE;
const AGENT_MAX = 300;

/** Where a sign-in comes from. */
export interface From {
  readonly ip: string;
  readonly agent: string;
}

/** Signs users in and out, knows their browsers, and checks what only they know. */
export class SignInDesk {
  readonly attempts: Attempts;
  readonly secondFactor: SecondFactor;
  readonly #db: Db;
  readonly #clock: Clock;

  constructor(db: Db, clock: Clock, box: SecretBox) {
    this.#db = db;
    this.#clock = clock;
    this.attempts = new Attempts(db, clock);
    this.secondFactor = new SecondFactor(db, clock, box);
  }

  /**
   * @param code of the second factor; null where none was given
   * @throws Refusal `wrong_sign_in` (the same for an unknown user as for a wrong password, in the same time), `sign_in_throttled`,
   *   and to whoever knows the password: `user_deactivated`, `second_factor_needed`, `second_factor_wrong`
   */
  async signIn(email: string, password: string, code: string | null, ip: string): Promise<UserRow> {
    const limits = signInLimits(email, ip);
    await this.attempts.begin(limits);
    const user = await userByEmail(this.#db, email);
    const fits = await passwordFits(user?.passwordHash ?? null, password);
    if (!fits || !user || user.removedAt !== null) throw new Refusal("wrong_sign_in");
    await this.attempts.was(limits);
    if (user.deactivatedAt !== null) throw new Refusal("user_deactivated");
    if (user.totpConfirmedAt !== null) await this.#checkSecondFactor(user, code);
    return user;
  }

  async #checkSecondFactor(user: UserRow, code: string | null): Promise<void> {
    if (code === null) throw new Refusal("second_factor_needed");
    if (!(await this.attempts.guess(codeLimits(user.id), () => this.secondFactor.accepts(user, code)))) throw new Refusal("second_factor_wrong");
  }

  /** A code asked of somebody who is signed in. @throws Refusal `second_factor_code_wrong`, `sign_in_throttled` */
  async checkCode(user: UserRow, code: string): Promise<void> {
    const isRight = await this.attempts.guess(codeLimits(user.id), () => this.secondFactor.accepts(user, code));
    if (!isRight) throw new Refusal("second_factor_code_wrong", {}, "body.code");
  }

  /** The password asked of somebody who is signed in. @throws Refusal `wrong_password`, `sign_in_throttled` */
  async checkOwnPassword(user: UserRow, password: string, path = "body.password"): Promise<void> {
    const isRight = await this.attempts.guess(passwordLimits(user.id), () => passwordFits(user.passwordHash, password));
    if (!isRight) throw new Refusal("wrong_password", {}, path);
  }

  /** Sets another password and signs every other browser out. @throws Refusal `wrong_password`, `password_weak`, `sign_in_throttled` */
  async changePassword(user: UserRow, current: string, password: string, sessionId: string | null): Promise<void> {
    await this.checkOwnPassword(user, current, "body.current");
    checkPassword(password, user.email);
    const passwordHash = await hashPassword(password);
    await this.#db.transaction(async (tx) => {
      await setPasswordHash(tx, user.id, passwordHash);
      await deleteSessionsOf(tx, user.id, sessionId);
    });
  }

  /** Opens a session and returns its token, of which only the hash is kept. It is always a new one: a token planted before the sign-in is worth nothing. */
  async openSession(userId: string, from: From = { ip: "", agent: "" }): Promise<{ readonly token: string; readonly expiresAt: Instant }> {
    const now = this.#clock.now();
    const token = randomBytes(32).toString("base64url");
    const expiresAt = now + SESSION_LIFE;
    await insertUserSession(this.#db, {
      id: newId(now),
      tokenHash: hashOfToken(token),
      userId,
      ip: from.ip,
      agent: from.agent.slice(0, AGENT_MAX),
      createdAt: now,
      lastUsedAt: now,
      expiresAt,
    });
    return { token, expiresAt };
  }

  /** Whose session it is, and notes from time to time that it was used. */
  async sessionOf(token: string, ip: string): Promise<FoundSession | null> {
    const now = this.#clock.now();
    const found = await findUserSession(this.#db, hashOfToken(token), now, now - SESSION_IDLE);
    if (found && (now - found.lastUsedAt >= TOUCHED_EVERY || found.user.lastSeenAt === null)) {
      await touchUserSession(this.#db, found.sessionId, found.user.id, ip, now);
    }
    return found;
  }

  async signOut(token: string): Promise<void> {
    await deleteUserSession(this.#db, hashOfToken(token));
  }

  sessions(userId: string): Promise<UserSessionRow[]> {
    const now = this.#clock.now();
    return listUserSessions(this.#db, userId, now, now - SESSION_IDLE);
  }

  /** @throws Refusal `not_found` */
  async endSession(userId: string, id: string): Promise<void> {
    if (!(await deleteSessionOf(this.#db, userId, id))) throw new Refusal("not_found", { what: "session", id });
  }

  endOtherSessions(userId: string, sessionId: string | null): Promise<void> {
    return deleteSessionsOf(this.#db, userId, sessionId);
  }
}

function hashOfToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
