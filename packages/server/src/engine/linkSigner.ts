import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { bucketOf } from "@beckon/core";

/** What a link is for; a token of one purpose is worth nothing for another. */
export type LinkPurpose = "open" | "click" | "unsubscribe" | "preferences" | "confirm" | "view";

/** Which copy of which message a link belongs to. */
export interface LinkedCopy {
  readonly bucket: number;
  readonly sendId: string;
}

const PATHS: { readonly [purpose in LinkPurpose]: string } = { open: "o", click: "c", unsubscribe: "u", preferences: "p", confirm: "k", view: "v" };

/** 96 bits: beyond guessing by requests, and the links stay short. */
const MAC_BYTES = 12;
const SIV_BYTES = 16;
const TARGETS_MAX = 5_000;
/** A longer address is left uncounted: the router takes 2,000 characters in the place of a token. */
const TARGET_MAX = 1_400;

/** Stands for the copy in previews and test mails: the pages answer it, and nothing is recorded. */
export const SAMPLE_TOKEN = "sample";

/**
 * Makes and reads the links of mails. Nobody can make one but us, none shows whose it is, and they hold all that is needed:
 * a link works for as long as the secret is kept, whatever has been thrown away since.
 *
 * A copy is `bucket, send id, MAC`, 39 characters. The target of a click is enciphered apart from it with a synthetic IV
 * (AES-256-CTR under the HMAC of the address), because most targets are the same for all: each is worked out once.
 */
export class LinkSigner {
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly #macKeys: { readonly [purpose in LinkPurpose]: Buffer };
  readonly #targetMacKey: Buffer;
  readonly #targetCipherKey: Buffer;
  readonly #targets = new Map<string, string | null>();

  /** @param publicUrl without a slash at the end */
  constructor(secret: string, publicUrl: string) {
    const key = (info: string) => Buffer.from(hkdfSync("sha256", secret, "beckon links", info, 32));
    this.publicUrl = publicUrl;
    this.#macKeys = {
      open: key("open"),
      click: key("click"),
      unsubscribe: key("unsubscribe"),
      preferences: key("preferences"),
      confirm: key("confirm"),
      view: key("view"),
    };
    this.#targetMacKey = key("target mac");
    this.#targetCipherKey = key("target cipher");
  }

  /** The addresses of one copy of a message. */
  linksOf(profileId: string, sendId: string) {
    const copy = { bucket: bucketOf(profileId), sendId };
    const made = new Map<LinkPurpose, string>();
    const token = (purpose: LinkPurpose) => {
      const known = made.get(purpose) ?? this.#sign(purpose, copy);
      made.set(purpose, known);
      return known;
    };
    const page = (purpose: LinkPurpose) => `${this.publicUrl}/${PATHS[purpose]}/${token(purpose)}`;
    return {
      unsubscribe: () => page("unsubscribe"),
      preferences: () => page("preferences"),
      confirm: () => page("confirm"),
      viewInBrowser: () => page("view"),
      openPixel: () => `${page("open")}.gif`,
      click: (url: string) => {
        const target = this.#target(url);
        return target === null ? harmless(url) : `${page("click")}.${target}`;
      },
    };
  }

  /** For previews and tests: our pages as samples, everything else straight to its target. */
  sampleLinks() {
    const page = (purpose: LinkPurpose) => `${this.publicUrl}/${PATHS[purpose]}/${SAMPLE_TOKEN}`;
    return {
      unsubscribe: () => page("unsubscribe"),
      preferences: () => page("preferences"),
      confirm: () => page("confirm"),
      viewInBrowser: () => page("view"),
      openPixel: () => null,
      click: harmless,
    };
  }

  /** Where the person chooses what to get, without the host: for links among our own pages. */
  preferencesPath(copy: LinkedCopy): string {
    return `/${PATHS.preferences}/${this.#sign("preferences", copy)}`;
  }

  /** Whose link it is; null where we did not make it for this purpose. */
  read(purpose: LinkPurpose, token: string): LinkedCopy | null {
    const bytes = decoded(token);
    if (bytes === null || bytes.length !== 17 + MAC_BYTES) return null;
    const body = bytes.subarray(0, 17);
    if (!timingSafeEqual(bytes.subarray(17), this.#mac(purpose, body))) return null;
    const hex = body.toString("hex", 1);
    return { bucket: body[0]!, sendId: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` };
  }

  /** The copy and the address that a click leads to. */
  readClick(token: string): { readonly copy: LinkedCopy; readonly url: string } | null {
    const dot = token.indexOf(".");
    const copy = dot < 0 ? null : this.read("click", token.slice(0, dot));
    const url = copy === null ? null : this.#readTarget(token.slice(dot + 1));
    return copy === null || url === null ? null : { copy, url };
  }

  #sign(purpose: LinkPurpose, { bucket, sendId }: LinkedCopy): string {
    const body = Buffer.alloc(17);
    body[0] = bucket;
    body.write(sendId.replaceAll("-", ""), 1, "hex");
    return Buffer.concat([body, this.#mac(purpose, body)]).toString("base64url");
  }

  #mac(purpose: LinkPurpose, body: Buffer): Buffer {
    return createHmac("sha256", this.#macKeys[purpose]).update(body).digest().subarray(0, MAC_BYTES);
  }

  /** Null where clicks on it are not counted. */
  #target(url: string): string | null {
    const known = this.#targets.get(url);
    if (known !== undefined) return known;
    const made = isWeb(url) && !this.#isOwn(url) ? this.#encipher(url) : null;
    if (this.#targets.size >= TARGETS_MAX) this.#targets.clear();
    this.#targets.set(url, made);
    return made;
  }

  #encipher(url: string): string {
    const plain = Buffer.from(url);
    const iv = this.#targetIv(plain);
    const cipher = createCipheriv("aes-256-ctr", this.#targetCipherKey, iv);
    return Buffer.concat([iv, cipher.update(plain), cipher.final()]).toString("base64url");
  }

  #readTarget(token: string): string | null {
    const bytes = decoded(token);
    if (bytes === null || bytes.length <= SIV_BYTES) return null;
    const iv = bytes.subarray(0, SIV_BYTES);
    const decipher = createDecipheriv("aes-256-ctr", this.#targetCipherKey, iv);
    const plain = Buffer.concat([decipher.update(bytes.subarray(SIV_BYTES)), decipher.final()]);
    if (!timingSafeEqual(iv, this.#targetIv(plain))) return null;
    const url = plain.toString();
    return isWeb(url) ? url : null;
  }

  #targetIv(plain: Buffer): Buffer {
    return createHmac("sha256", this.#targetMacKey).update(plain).digest().subarray(0, SIV_BYTES);
  }

  #isOwn(url: string): boolean {
    return Object.values(PATHS).some((path) => url.startsWith(`${this.publicUrl}/${path}/`));
  }
}

function isWeb(url: string): boolean {
  return /^https?:\/\//i.test(url) && url.length <= TARGET_MAX && URL.canParse(url);
}

/** A value in the place of a link must not become a script where the mail is shown in a browser. */
function harmless(url: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers ignore them inside a scheme
  return /^(?:javascript|data|vbscript|file):/i.test(url.replace(/[\u0000-\u0020\u200b]/g, "")) ? "#" : url;
}

function decoded(token: string): Buffer | null {
  return /^[A-Za-z0-9_-]{1,8000}$/.test(token) ? Buffer.from(token, "base64url") : null;
}
