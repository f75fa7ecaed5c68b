import type { JsonSchema } from "../json.ts";
import { checkJson } from "../schema/checkJson.ts";
import type { Problem } from "../schema/problem.ts";

/** A piece of messages under a name, as a document: a footer, a greeting, a row of links. */
export interface ContentBlock {
  /** What messages call it: `{{content_blocks.${footer}}}`. */
  readonly name: string;
  /** For colleagues. */
  readonly description?: string;
  readonly format: "text" | "html" | "mjml";
  readonly source: string;
  /** Other languages by locale, falling back `pt-BR` -> `pt` -> the source above. */
  readonly translations?: { readonly [locale: string]: ContentWording };
}

/** One language of a block. */
export interface ContentWording {
  readonly source: string;
}

/** Published blocks by their names in small letters. */
export type ContentBlocks = ReadonlyMap<string, ContentBlock>;

export const NO_BLOCKS: ContentBlocks = new Map();

/** Of one language of a block. A whole mail is allowed five times as much. */
const SOURCE_MAX = 100_000;

export const CONTENT_BLOCK_NAME = "^[A-Za-z][A-Za-z0-9_-]{0,63}$";

const source: JsonSchema = { type: "string", minLength: 1, maxLength: SOURCE_MAX, title: "Source", description: "May hold Liquid." };

export const contentBlockSchema: JsonSchema = {
  title: "Content block",
  type: "object",
  properties: {
    name: {
      type: "string",
      pattern: CONTENT_BLOCK_NAME,
      title: "Name",
      description: "A letter, then letters, digits, _ and -, 64 at most: footer, spring-offer.",
    },
    description: { type: "string", maxLength: 500, title: "Description" },
    format: { enum: ["text", "html", "mjml"], title: "Format" },
    source,
    translations: {
      type: "object",
      title: "Translations",
      description: "By language: de, pt-BR.",
      maxProperties: 100,
      propertyNames: { type: "string", pattern: "^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$", description: "A language such as de or pt-BR." },
      additionalProperties: { type: "object", properties: { source }, required: ["source"], additionalProperties: false },
    },
  },
  required: ["name", "format", "source"],
  additionalProperties: false,
};

/** What keeps a document from being saved as a block at all. */
export function checkContentBlockShape(document: unknown): Problem[] {
  return checkJson(contentBlockSchema, document, {});
}

/** How a message names a block. */
export function contentBlockTag(name: string): string {
  return `{{content_blocks.\${${name}}}}`;
}

/** Blocks are found whatever their capitals: nobody shall have two that look alike. */
export function contentBlockKey(name: string): string {
  return name.toLowerCase();
}
