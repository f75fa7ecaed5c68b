import { randomBytes } from "node:crypto";
import { HOUR, type Instant, type Message, type Problem, SECOND } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import { CannotOpen, type SecretBox } from "../secretBox.ts";
import type { Db, Query } from "../store/db.ts";
import { replaceSigningSecret, type SigningSecretRow, signingSecrets } from "../store/signingSecrets.ts";
import { lockWorkspace } from "../store/workspaces.ts";
import { Refusal } from "./refusal.ts";

/** How long a secret that was replaced still signs, so that receivers can be told of the new one. */
const OVERLAP = 24 * HOUR;
const KEPT_FOR = 5 * SECOND;
const PURPOSE = "webhook signing";
const ANOTHER_SECRET =
  "The secrets that sign webhooks cannot be read: Beckon runs with another BECKON_SECRET than when they were made. Have the old one put back, or rotate.";

export interface SigningSecret {
  /** `whsec_...`, as receivers want it. */
  readonly secret: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
}

/** The secrets of webhooks: those that sign, and those that a campaign sends in a header. */
export class WebhookDesk {
  readonly #db: Db;
  readonly #clock: Clock;
  readonly #box: SecretBox;
  readonly #known = new Map<number, { readonly at: Instant; readonly secrets: readonly string[] }>();

  constructor(db: Db, clock: Clock, box: SecretBox) {
    this.#db = db;
    this.#clock = clock;
    this.#box = box;
  }

  /** What signs for a workspace now; made where there is none yet. */
  async secretsOf(workspaceId: number): Promise<readonly string[]> {
    const now = this.#clock.now();
    const known = this.#known.get(workspaceId);
    if (known && now - known.at < KEPT_FOR) return known.secrets;
    const secrets = (await this.signing(workspaceId)).map(({ secret }) => secret);
    this.#known.set(workspaceId, { at: now, secrets });
    return secrets;
  }

  /** The newest first. */
  async signing(workspaceId: number): Promise<SigningSecret[]> {
    const now = this.#clock.now();
    const rows = await signingSecrets(this.#db, workspaceId, now);
    if (rows.length > 0) return rows.map((row) => this.#opened(row));
    await this.#make(workspaceId, (found) => found === 0);
    return (await signingSecrets(this.#db, workspaceId, now)).map((row) => this.#opened(row));
  }

  /** A new one signs from now on; the old one signs beside it for a day. */
  async rotate(workspaceId: number): Promise<SigningSecret[]> {
    await this.#make(workspaceId, () => true);
    this.#known.delete(workspaceId);
    return this.signing(workspaceId);
  }

  /**
   * Seals a header's value for the host of `url`: for another host it does not open.
   * @throws Refusal `validation_failed`
   */
  seal(url: string, value: string): string {
    const host = hostIn(url);
    if (host === null)
      throw new Refusal("validation_failed", { problem: `“${url}” has no host to seal for. The address begins like https://crm.example/.` }, "body.url");
    return this.#box.seal(value, headerPurpose(host));
  }

  /** What keeps a message from being sent though its shape is right: secrets that do not open for the host where it goes. */
  problemsOf(message: Message): Problem[] {
    if (message.channel !== "webhook") return [];
    const host = hostIn(message.url);
    // That the address is none is said by others.
    if (host === null) return [];
    return (message.headers ?? []).flatMap((header, index): Problem[] => {
      if (!("sealed" in header)) return [];
      try {
        this.open(header.sealed, host);
        return [];
      } catch (problem) {
        return [{ severity: "error", code: "content_invalid", path: `message.headers[${index}].sealed`, message: (problem as Error).message }];
      }
    });
  }

  open(sealed: string, host: string): string {
    try {
      return this.#box.open(sealed, headerPurpose(host));
    } catch (problem) {
      if (problem instanceof CannotOpen)
        throw new Error(`A secret header was sealed for another host than ${host}, or by another installation. Enter it anew.`);
      throw problem;
    }
  }

  async #make(workspaceId: number, wanted: (found: number) => boolean): Promise<void> {
    const now = this.#clock.now();
    const sealed = this.#box.seal(`whsec_${randomBytes(32).toString("base64")}`, PURPOSE);
    await this.#db.transaction(async (tx: Query) => {
      // Two processes that meet here make one.
      await lockWorkspace(tx, workspaceId);
      const found = (await signingSecrets(tx, workspaceId, now)).length;
      if (wanted(found)) await replaceSigningSecret(tx, { workspaceId, id: newId(now), sealed, now, oldUntil: now + OVERLAP });
    });
  }

  #opened({ sealed, createdAt, expiresAt }: SigningSecretRow): SigningSecret {
    try {
      return { secret: this.#box.open(sealed, PURPOSE), createdAt, expiresAt };
    } catch (error) {
      if (error instanceof CannotOpen) throw new Refusal("sealed_elsewhere", { problem: ANOTHER_SECRET });
      throw error;
    }
  }
}

/** Where a request goes, as the channel reads it; what follows the host may hold Liquid. */
function hostIn(url: string): string | null {
  const beginning = /^https?:\/\/[^/?#]+/i.exec(url)?.[0] ?? "";
  return URL.canParse(beginning) ? new URL(beginning).host : null;
}

function headerPurpose(host: string): string {
  return `webhook header for ${host}`;
}
