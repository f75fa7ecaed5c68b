import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** The secret of this installation is another than the one with which a text was sealed. */
export class CannotOpen extends Error {}

const VERSION = "v1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Keeps passwords of providers and seeds of second factors where a copy of the database alone does not give them away:
 * AES-256-GCM (NIST SP 800-38D) with a key derived (HKDF-SHA-256, RFC 5869) from the installation's secret.
 * The purpose is authenticated, so that a sealed text moved to another column does not open.
 */
export class SecretBox {
  readonly #key: Buffer;

  constructor(secret: string) {
    this.#key = Buffer.from(hkdfSync("sha256", secret, "", "beckon secret box", 32));
  }

  /** @param purpose where it is kept, e.g. `channel` or `second factor` */
  seal(text: string, purpose: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    cipher.setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")}`;
  }

  /** @throws CannotOpen where the secret or the purpose is another, or the text was changed */
  open(sealed: string, purpose: string): string {
    const [version, body = ""] = sealed.split(".");
    const bytes = Buffer.from(body, "base64url");
    if (version !== VERSION || bytes.length < NONCE_BYTES + TAG_BYTES) throw new CannotOpen("This is no text that was sealed here.");
    const decipher = createDecipheriv("aes-256-gcm", this.#key, bytes.subarray(0, NONCE_BYTES));
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8");
    } catch {
      throw new CannotOpen("It was sealed with another BECKON_SECRET. Bring that one back, or enter the password anew.");
    }
  }
}
