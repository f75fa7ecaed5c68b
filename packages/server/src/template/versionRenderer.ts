import { type CampaignDocument, isMarketing } from "@beckon/core";
import { LRUCache } from "lru-cache";
import type { MessageContext } from "./drops.ts";
import { type CompiledMessage, compileMessage } from "./kinds.ts";
import type { CompileOptions, Envelope, RenderOutcome } from "./messageTemplate.ts";

/** Language of texts that do not say theirs. */
const DEFAULT_LANGUAGE = "en";

/** A compiled mail of 30 kB takes some 200 kB. */
const VERSIONS_MAX = 200;

/** The sender's renderer: compiles each version of a campaign's message once and keeps it. */
export class VersionRenderer {
  readonly #versions = new LRUCache<string, CompiledMessage>({ max: VERSIONS_MAX });

  isReady(campaignId: string, version: number): boolean {
    return this.#versions.has(keyOf(campaignId, version));
  }

  async prepare(campaignId: string, version: number, document: CampaignDocument): Promise<void> {
    this.#versions.set(keyOf(campaignId, version), await compileMessage(document.message, compileOptions(document)));
  }

  render(campaignId: string, version: number, copy: MessageContext & { readonly envelope: Envelope }): RenderOutcome {
    const compiled = this.#versions.get(keyOf(campaignId, version));
    if (compiled === undefined) return { outcome: "error", detail: "the message was not prepared", variable: null };
    return compiled.render(copy, copy.envelope);
  }
}

export function compileOptions(document: Pick<CampaignDocument, "purpose" | "message">): CompileOptions {
  return { isMarketing: isMarketing(document), language: DEFAULT_LANGUAGE };
}

function keyOf(campaignId: string, version: number): string {
  return `${campaignId}@${version}`;
}
