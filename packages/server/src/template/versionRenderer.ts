import { type CampaignDocument, type ContentBlocks, isMarketing } from "@beckon/core";
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
  readonly #versions = new LRUCache<string, { readonly compiled: CompiledMessage; readonly content: string }>({ max: VERSIONS_MAX });

  isReady(campaignId: string, version: number): boolean {
    return this.#versions.has(keyOf(campaignId, version));
  }

  async prepare(
    campaignId: string,
    version: number,
    { document, blocks }: { readonly document: CampaignDocument; readonly blocks: ContentBlocks },
  ): Promise<void> {
    const key = keyOf(campaignId, version);
    // A version never changes; the content blocks that it sends may.
    const content = JSON.stringify([...blocks]);
    if (this.#versions.get(key)?.content === content) return;
    this.#versions.set(key, { compiled: await compileMessage(document.message, compileOptions(document, blocks)), content });
  }

  render(campaignId: string, version: number, copy: MessageContext & { readonly envelope: Envelope }): RenderOutcome {
    const prepared = this.#versions.get(keyOf(campaignId, version));
    if (prepared === undefined) return { outcome: "error", detail: "the message was not prepared", variable: null };
    return prepared.compiled.render(copy, copy.envelope);
  }
}

export function compileOptions(document: Pick<CampaignDocument, "purpose" | "message">, blocks: ContentBlocks): CompileOptions {
  return { isMarketing: isMarketing(document), language: DEFAULT_LANGUAGE, blocks };
}

function keyOf(campaignId: string, version: number): string {
  return `${campaignId}@${version}`;
}
