import { createHash, randomBytes } from "node:crypto";
import { SECOND } from "@beckon/core";
import { generateSecret, generateURI, verifySync } from "otplib";
import { renderSVG } from "uqr";
import type { Clock } from "../clock.ts";
import { CannotOpen, type SecretBox } from "../secretBox.ts";
import type { Db, Query } from "../store/db.ts";
import { confirmTotp, replaceRecoveryCodes, setTotpSeed, type UserRow, useRecoveryCode, useTotpStep } from "../store/users.ts";
import { Refusal } from "./refusal.ts";

const RECOVERY_CODES = 10;
/** One step before and after, for clocks that differ. */
const TOLERANCE_SECONDS = 30;
const PURPOSE = "second factor";
const ISSUER = "Beckon";
const ANOTHER_SECRET =
  "Codes of your app cannot be checked: Beckon runs with another BECKON_SECRET than when you set it up. Use a recovery code, or have the old secret put back.";

/** Without 0, 1, 8 and 9, which are read as letters. */
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

/** Codes by the clock (TOTP, RFC 6238), and recovery codes for the day when the phone is gone. */
export class SecondFactor {
  readonly #db: Db;
  readonly #clock: Clock;
  readonly #box: SecretBox;

  constructor(db: Db, clock: Clock, box: SecretBox) {
    this.#db = db;
    this.#clock = clock;
    this.#box = box;
  }

  /** Makes a seed that counts once it is confirmed. @throws Refusal `second_factor_state` */
  async start(user: UserRow): Promise<{ readonly secret: string; readonly uri: string; readonly qr: string }> {
    if (user.totpConfirmedAt !== null) throw new Refusal("second_factor_state", { problem: "You have a second factor already; end it first." });
    const secret = generateSecret();
    await setTotpSeed(this.#db, user.id, this.#box.seal(secret, PURPOSE));
    const uri = generateURI({ issuer: ISSUER, label: user.email, secret });
    return { secret, uri, qr: renderSVG(uri, { border: 2 }) };
  }

  /**
   * Confirms the seed by a code of the app.
   * @returns the recovery codes, of which only hashes are kept
   * @throws Refusal `second_factor_state`, `second_factor_code_wrong`
   */
  async confirm(user: UserRow): Promise<string[]> {
    return this.#db.transaction(async (tx) => {
      await confirmTotp(tx, user.id, this.#clock.now());
      return newRecoveryCodes(tx, user.id);
    });
  }

  renewRecoveryCodes(user: UserRow): Promise<string[]> {
    return this.#db.transaction((tx) => newRecoveryCodes(tx, user.id));
  }

  /** Takes the factor off. */
  async end(userId: string): Promise<void> {
    await this.#db.transaction(async (tx) => {
      await setTotpSeed(tx, userId, null);
      await replaceRecoveryCodes(tx, userId, []);
    });
  }

  /**
   * Whether the code is right now, and uses it up: six digits of the app, or a recovery code.
   * @throws Refusal `sealed_elsewhere` where codes of the app cannot be checked, as after a restore without the secret
   */
  async accepts(user: UserRow, given: string): Promise<boolean> {
    if (user.totpSeed === null) return false;
    const code = given.replace(/[\s-]/g, "").toLowerCase();
    if (!/^\d{6}$/.test(code)) return useRecoveryCode(this.#db, user.id, hashOf(code), this.#clock.now());
    const secret = this.#open(user.totpSeed);
    const found = verifySync({ secret, token: code, epoch: Math.floor(this.#clock.now() / SECOND), epochTolerance: TOLERANCE_SECONDS });
    return found.valid && "timeStep" in found && useTotpStep(this.#db, user.id, found.timeStep);
  }

  #open(sealed: string): string {
    try {
      return this.#box.open(sealed, PURPOSE);
    } catch (error) {
      if (error instanceof CannotOpen) throw new Refusal("sealed_elsewhere", { problem: ANOTHER_SECRET });
      throw error;
    }
  }
}

async function newRecoveryCodes(q: Query, userId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, recoveryCode);
  await replaceRecoveryCodes(
    q,
    userId,
    codes.map((code) => hashOf(code.replaceAll("-", ""))),
  );
  return codes;
}

/** `abcd-efgh-2345-mnop`: 80 bits. */
function recoveryCode(): string {
  const letters = [...randomBytes(16)].map((byte) => LETTERS[byte % LETTERS.length]).join("");
  return letters.replace(/(.{4})(?=.)/g, "$1-");
}

function hashOf(code: string): string {
  return createHash("sha256").update(code).digest("hex");
}
