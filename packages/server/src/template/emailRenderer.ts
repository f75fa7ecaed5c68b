import type { CampaignDocument } from "@beckon/core";
import { LRUCache } from "lru-cache";
import { type CompiledMessage, compileMessage } from "./compileEmail.ts";
import type { MessageContext } from "./drops.ts";
import { type Envelope, type RenderOutcome, renderEmail } from "./renderEmail.ts";

/** Language of texts that do not say theirs. */
export const DEFAULT_LANGUAGE = "en";

/** A compiled mail of 30 kB takes some 200 kB. */
const VERSIONS_MAX = 200;

/** The sender's renderer: compiles each version of a campaign's message once and keeps it. */
export class EmailRenderer {
  readonly #versions = new LRUCache<string, CompiledMessage>({ max: VERSIONS_MAX });

  isReady(campaignId: string, version: number): boolean {
    return this.#versions.has(keyOf(campaignId, version));
  }

  async prepare(campaignId: string, version: number, document: CampaignDocument): Promise<void> {
    this.#versions.set(
      keyOf(campaignId, version),
      await compileMessage(document.message, { isMarketing: document.purpose !== "transactional", language: DEFAULT_LANGUAGE }),
    );
  }

  render(campaignId: string, version: number, copy: MessageContext & { readonly envelope: Envelope }): RenderOutcome {
    const compiled = this.#versions.get(keyOf(campaignId, version));
    if (compiled === undefined) return { outcome: "error", detail: "the message was not prepared", variable: null };
    return renderEmail(compiled, copy, copy.envelope);
  }
}

function keyOf(campaignId: string, version: number): string {
  return `${campaignId}@${version}`;
}
