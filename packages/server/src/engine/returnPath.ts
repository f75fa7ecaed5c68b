import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

/** 64 bits in an address that each guess must be mailed to; the local part may have 64 characters (RFC 5321), and servers may change its case. */
const MAC_HEX = 16;
const LOCAL_PART = /^bounce\+([0-9a-f]{32})-([0-9a-f]{16})@/i;

/**
 * Envelope senders that tell by themselves which mail has come back (VERP): `bounce+<send id>-<MAC>@domain`. Nobody can make one but us, so
 * nobody can make an address look dead by a mail of their own.
 */
export class ReturnPath {
  readonly #key: Buffer;

  constructor(secret: string) {
    this.#key = Buffer.from(hkdfSync("sha256", secret, "beckon links", "return path", 32));
  }

  addressOf(sendId: string, domain: string): string {
    const id = sendId.replaceAll("-", "");
    return `bounce+${id}-${this.#mac(id)}@${domain}`;
  }

  /** The send whose return path it is; null where we did not make it. */
  sendOf(address: string): string | null {
    const [, id = "", mac = ""] = LOCAL_PART.exec(address.trim())?.map((part) => part.toLowerCase()) ?? [];
    if (id === "" || !timingSafeEqual(Buffer.from(mac), Buffer.from(this.#mac(id)))) return null;
    return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  #mac(id: string): string {
    return createHmac("sha256", this.#key).update(id).digest("hex").slice(0, MAC_HEX);
  }
}
