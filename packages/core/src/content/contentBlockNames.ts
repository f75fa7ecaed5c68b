import { contentBlockKey } from "./contentBlock.ts";

const LIQUID = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
/** `content_blocks.${footer}`, `content_blocks.footer`, `content_blocks["footer"]` */
const NAMED = /(?<![\w.])content_blocks\s*(?:\.\s*\$\{\s*([^{}]*?)\s*\}|\.\s*([A-Za-z_][\w-]*)|\[\s*["']([^"']*)["']\s*\])/g;

/** Keys of the blocks that a template names anywhere in its Liquid. */
export function blocksNamedIn(source: string): Set<string> {
  const keys = new Set<string>();
  if (!source.includes("content_blocks")) return keys;
  for (const [liquid] of source.matchAll(LIQUID)) {
    for (const [, braced, plain, quoted] of liquid.matchAll(NAMED)) keys.add(contentBlockKey(braced ?? plain ?? quoted ?? ""));
  }
  return keys;
}

/** Keys of the blocks that any text of a document names: a message in all its languages, a block. */
export function blocksNamedInDocument(document: unknown): Set<string> {
  if (typeof document === "string") return blocksNamedIn(document);
  if (typeof document !== "object" || document === null) return new Set();
  return new Set(Object.values(document).flatMap((part) => [...blocksNamedInDocument(part)]));
}
