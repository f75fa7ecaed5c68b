import { randomBytes, timingSafeEqual } from "node:crypto";
import { isSecret, type ProviderKind, type ProviderValues } from "@beckon/core";
import type { SecretBox } from "../secretBox.ts";
import type { ProviderRow } from "../store/providers.ts";

/** How many of a secret's last characters are shown, and only where it is so long that they give nothing away. */
const HINT = 4;
const HINT_FROM = 12;

/** Keeps what a provider's form holds apart: what may be shown, and what is sealed. */
export class ProviderSecrets {
  readonly #box: SecretBox;

  constructor(box: SecretBox) {
    this.#box = box;
  }

  split(kind: ProviderKind, values: ProviderValues): Pick<ProviderRow, "settings" | "sealedSecrets" | "hints"> {
    const secretKeys = new Set(kind.fields.filter(isSecret).map((field) => field.key));
    const part = (secret: boolean) => Object.fromEntries(Object.entries(values).filter(([key, value]) => value !== "" && secretKeys.has(key) === secret));
    const secrets = part(true);
    return {
      settings: part(false),
      sealedSecrets: Object.keys(secrets).length === 0 ? null : this.#box.seal(JSON.stringify(secrets), purposeOf(kind.key)),
      hints: Object.fromEntries(Object.entries(secrets).map(([key, secret]) => [key, hintOf(secret)])),
    };
  }

  /** Everything that the form holds. @throws CannotOpen where it was sealed under another secret of the installation */
  valuesOf(row: ProviderRow): ProviderValues {
    const secrets = row.sealedSecrets === null ? {} : (JSON.parse(this.#box.open(row.sealedSecrets, purposeOf(row.kind))) as ProviderValues);
    return { ...row.settings, ...secrets };
  }

  newHookSecret(kind: string): string {
    return this.#box.seal(randomBytes(24).toString("base64url"), hookPurposeOf(kind));
  }

  /** Null where there is none. @throws CannotOpen */
  hookSecretOf(row: ProviderRow): string | null {
    return row.sealedHookSecret === null ? null : this.#box.open(row.sealedHookSecret, hookPurposeOf(row.kind));
  }

  /** Compares without telling by the time it takes how much was right. */
  hookSecretFits(row: ProviderRow, given: string): boolean {
    const [right, guess] = [Buffer.from(this.hookSecretOf(row) ?? ""), Buffer.from(given)];
    return right.length > 0 && right.length === guess.length && timingSafeEqual(right, guess);
  }
}

function purposeOf(kind: string): string {
  return `provider ${kind}`;
}

function hookPurposeOf(kind: string): string {
  return `hook of ${kind}`;
}

function hintOf(secret: string): string {
  const text = secret.trim();
  // A private key in PEM ends for everybody alike.
  return text.length < HINT_FROM || text.includes("-----") ? "" : text.slice(-HINT);
}
