import { createHash, randomBytes } from "node:crypto";
import { type Instant, MINUTE } from "@beckon/core";
import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import type { Query } from "../store/db.ts";
import { deleteUserSession, insertUserSession, type UserRow, userByEmail, userOfSession } from "../store/users.ts";
import { passwordFits } from "./passwords.ts";
import { Refusal } from "./refusal.ts";
import { SESSION_LIFE } from "./setup.ts";

/** Failed attempts in `WINDOW`, per account from one address, per account from anywhere, and per address for any account. */
const ATTEMPTS = { pair: 5, account: 30, address: 50 } as const;
const WINDOW = 10 * MINUTE;

/**
 * Signs users in and out. Attempts are counted in memory, per process: enough to make guessing hopeless (30 attempts per
 * account in ten minutes) while nobody can lock an owner out from one address.
 */
export class SignInDesk {
  readonly #db: Query;
  readonly #clock: Clock;
  readonly #failures: LRUCache<string, readonly Instant[]>;

  constructor(db: Query, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
    this.#failures = new LRUCache({ max: 20_000 });
  }

  /**
   * @param from the address of the client
   * @throws Refusal `wrong_sign_in` (the same for an unknown user as for a wrong password, in the same time), `sign_in_throttled`
   */
  async signIn(email: string, password: string, from: string): Promise<UserRow> {
    const now = this.#clock.now();
    const counters = [
      { name: `pair:${from}:${email.toLowerCase()}`, max: ATTEMPTS.pair },
      { name: `account:${email.toLowerCase()}`, max: ATTEMPTS.account },
      { name: `address:${from}`, max: ATTEMPTS.address },
    ];
    for (const counter of counters) this.#refuseOver(counter.name, counter.max, now);
    // Counted before the password is checked, so that attempts at the same moment count as well.
    for (const counter of counters) this.#failures.set(counter.name, [...this.#recent(counter.name, now), now]);
    const user = await userByEmail(this.#db, email);
    if (!(await passwordFits(user?.passwordHash ?? null, password)) || !user) throw new Refusal("wrong_sign_in");
    for (const counter of counters) this.#failures.set(counter.name, this.#recent(counter.name, now).slice(0, -1));
    return user;
  }

  /** Opens a session and returns its token, of which only the hash is kept. */
  async openSession(userId: string): Promise<{ readonly token: string; readonly expiresAt: Instant }> {
    const now = this.#clock.now();
    const token = randomBytes(32).toString("base64url");
    const expiresAt = now + SESSION_LIFE;
    await insertUserSession(this.#db, { tokenHash: hashOfToken(token), userId, createdAt: now, expiresAt });
    return { token, expiresAt };
  }

  userOf(token: string): Promise<UserRow | null> {
    return userOfSession(this.#db, hashOfToken(token), this.#clock.now());
  }

  async signOut(token: string): Promise<void> {
    await deleteUserSession(this.#db, hashOfToken(token));
  }

  #recent(name: string, now: Instant): readonly Instant[] {
    return (this.#failures.get(name) ?? []).filter((at) => at > now - WINDOW);
  }

  #refuseOver(name: string, max: number, now: Instant): void {
    const recent = this.#recent(name, now);
    const oldest = recent[recent.length - max];
    if (oldest !== undefined) throw new Refusal("sign_in_throttled", { seconds: Math.ceil((oldest + WINDOW - now) / 1_000) });
  }
}

function hashOfToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
