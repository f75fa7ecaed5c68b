import { createHash } from "node:crypto";
import { DAY, type Instant, MINUTE, SECOND } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { countAttempts, deleteOldAttempts, forgetAttempts, lockAttempts, uncountAttempts } from "../store/attempts.ts";
import type { Db, Query } from "../store/db.ts";
import { Refusal } from "./refusal.ts";

/** How failures under one name are slowed down. */
export interface Limit {
  /** What is counted: an account, an address, both together. Only its hash is kept. */
  readonly name: string;
  /** Failures that cost nothing; each one more doubles the wait, from `first` up to `longest`. */
  readonly free: number;
  readonly longest: number;
}

const FIRST_WAIT = 30 * SECOND;
/** After a day without a failure all is forgotten. */
const KEPT = DAY;

/** The limits of a sign-in: strict for one account from one address, loose for one account from everywhere, so that nobody can lock an owner out from afar. */
export function signInLimits(email: string, ip: string): readonly Limit[] {
  const account = email.trim().toLowerCase();
  return [
    { name: `pair ${ip} ${account}`, free: 5, longest: 15 * MINUTE },
    { name: `account ${account}`, free: 30, longest: MINUTE },
    { name: `address ${ip}`, free: 50, longest: 15 * MINUTE },
  ];
}

/** Whoever gets here knows the password: a code has six digits only, so guesses are slowed wherever they come from. */
export function codeLimits(userId: string): readonly Limit[] {
  return [{ name: `code ${userId}`, free: 5, longest: 60 * MINUTE }];
}

/** Guesses at the current password by whoever sits at a signed-in browser. */
export function passwordLimits(userId: string): readonly Limit[] {
  return [{ name: `password ${userId}`, free: 5, longest: 15 * MINUTE }];
}

export function inviteLimits(ip: string): readonly Limit[] {
  return [{ name: `invite ${ip}`, free: 10, longest: 15 * MINUTE }];
}

/** Slows down whoever guesses. Counted in the database, so that it holds over all processes and survives a restart. */
export class Attempts {
  readonly #db: Db;
  readonly #clock: Clock;

  constructor(db: Db, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /**
   * Counts a failure in advance, so that attempts at the same moment count as well; take it back with `was` when it was none.
   * @throws Refusal `sign_in_throttled` with the seconds to wait
   */
  async begin(limits: readonly Limit[]): Promise<void> {
    const now = this.#clock.now();
    const names = limits.map(hashOf);
    await this.#db.transaction(async (tx) => {
      const found = new Map((await lockAttempts(tx, names, now)).map((row) => [row.name, row]));
      const wait = Math.max(...limits.map((limit) => waitOf(limit, found.get(hashOf(limit)), now)));
      if (wait > 0) throw new Refusal("sign_in_throttled", { seconds: Math.ceil(wait / SECOND) });
      await countAttempts(tx, names, now, now - KEPT);
    });
  }

  /** It was right: the narrowest counter begins anew, the others take back what `begin` counted. */
  async was([narrowest, ...others]: readonly Limit[]): Promise<void> {
    if (narrowest) await forgetAttempts(this.#db, [hashOf(narrowest)]);
    if (others.length > 0) await uncountAttempts(this.#db, others.map(hashOf));
  }

  /** Runs `guess` as one attempt. @returns what it answers: whether it was right */
  async guess(limits: readonly Limit[], guess: () => Promise<boolean>): Promise<boolean> {
    await this.begin(limits);
    const isRight = await guess();
    if (isRight) await this.was(limits);
    return isRight;
  }
}

export async function forgetOldAttempts(db: Query, now: Instant): Promise<void> {
  await deleteOldAttempts(db, now - KEPT);
}

/** What is left to wait. */
function waitOf(limit: Limit, row: { readonly failures: number; readonly lastAt: Instant } | undefined, now: Instant): number {
  if (!row || row.failures < limit.free || row.lastAt < now - KEPT) return 0;
  const whole = Math.min(FIRST_WAIT * 2 ** Math.min(row.failures - limit.free, 20), limit.longest);
  return row.lastAt + whole - now;
}

function hashOf({ name }: Limit): string {
  return createHash("sha256").update(name).digest("hex");
}
