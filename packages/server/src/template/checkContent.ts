import type { CampaignDocument, ContentBlocks } from "@beckon/core";
import { ALWAYS_KNOWN } from "./drops.ts";
import { checkMessage } from "./kinds.ts";
import type { KnownVariables, MessageProblem } from "./messageTemplate.ts";
import { compileOptions } from "./versionRenderer.ts";

/** All that a message may refer to. */
interface ContentSurroundings extends KnownVariables {
  readonly blocks: ContentBlocks;
  /** Names of all blocks that there are. */
  readonly blockNames: readonly string[];
}

/** What is to be mended in the content of a campaign before it is launched. */
export function checkContent(document: CampaignDocument, { blocks, blockNames, ...known }: ContentSurroundings): Promise<MessageProblem[]> {
  const always = new Set([...ALWAYS_KNOWN, ...known.always]);
  return checkMessage(document.message, { ...compileOptions(document, blocks), blockNames }, { ...known, always });
}
