import { blocksNamedInDocument, type CampaignDocument, type ContentBlock, type ContentBlocks, contentBlockKey, NO_BLOCKS } from "@beckon/core";
import { type BlockPins, type PublishedBlock, publishedBlockNames, publishedBlocks } from "../store/contentBlocks.ts";
import type { Query } from "../store/db.ts";

/** Blocks in blocks are followed so far; more is refused when they are put in their places. */
const DEPTH_MAX = 6;

/** The blocks that a document names, and those that they name: as they are published now. */
export async function blocksFor(q: Query, workspaceId: number, document: unknown): Promise<PublishedBlock[]> {
  const found = new Map<string, PublishedBlock>();
  let wanted = [...blocksNamedInDocument(document)];
  for (let depth = 0; wanted.length > 0 && depth < DEPTH_MAX; depth++) {
    const blocks = await publishedBlocks(q, workspaceId, wanted);
    for (const block of blocks) found.set(block.key, block);
    const named = blocks.flatMap((block) => [...blocksNamedInDocument(block.document)]);
    wanted = [...new Set(named)].filter((key) => !found.has(key));
  }
  return [...found.values()];
}

/**
 * The blocks that a document may speak of, with the names of all where it names any.
 * @param coming blocks that will be published before it
 */
export async function namedBlocks(
  q: Query,
  workspaceId: number,
  document: unknown,
  coming: readonly ContentBlock[] = [],
): Promise<{ readonly blocks: ContentBlocks; readonly blockNames: readonly string[] }> {
  if (blocksNamedInDocument(document).size === 0) return { blocks: NO_BLOCKS, blockNames: [] };
  const published = asContentBlocks(await blocksFor(q, workspaceId, [document, ...coming]));
  return {
    blocks: new Map([...published, ...coming.map((block) => [contentBlockKey(block.name), block] as const)]),
    blockNames: [...(await publishedBlockNames(q, workspaceId)), ...coming.map(({ name }) => name)],
  };
}

export function asContentBlocks(blocks: readonly { readonly key: string; readonly document: ContentBlock }[]): ContentBlocks {
  return new Map(blocks.map(({ key, document }) => [key, document]));
}

/** What a launch keeps of them; null where the message names none. */
export function pinsOf(blocks: readonly PublishedBlock[]): BlockPins | null {
  return blocks.length === 0 ? null : Object.fromEntries(blocks.map(({ id, version }) => [id, version]));
}

/** The blocks of a message whose version of a campaign is launched now. */
export async function pinsFor(q: Query, workspaceId: number, { message }: CampaignDocument): Promise<BlockPins | null> {
  return pinsOf(await blocksFor(q, workspaceId, message));
}
