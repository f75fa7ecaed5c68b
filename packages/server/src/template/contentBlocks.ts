import { type ContentBlock, type ContentBlocks, contentBlockKey, contentBlockTag, didYouMean, NO_BLOCKS } from "@beckon/core";
import { chooseTranslation } from "./chooseLanguage.ts";
import { translateForeignSyntax } from "./foreignSyntax.ts";
import { escapeHtml } from "./htmlEscape.ts";
import { textLiquid } from "./liquidEngines.ts";
import { type Piece, piecesOf } from "./liquidPieces.ts";
import { parseLiquid } from "./renderLiquid.ts";

/** What a block is put into: it decides which formats fit and how plain text is written there. */
export type BlockHost = "html" | "mjml" | "text" | "json" | "url";

export interface BlockProblem {
  readonly code:
    | "content_block_missing"
    | "content_block_cycle"
    | "content_block_format"
    | "content_block_too_large"
    | "content_block_misplaced"
    | "content_invalid";
  readonly message: string;
}

/** A template with the blocks that it names in their places. */
export interface Expanded {
  readonly source: string;
  readonly problems: readonly BlockProblem[];
  /** What came from each block, so that a complaint about it can name the block. */
  readonly from: ReadonlyMap<string, string>;
}

export interface BlockOptions {
  readonly blocks?: ContentBlocks;
  /** Names of all that there are: for "did you mean". */
  readonly blockNames?: readonly string[];
  /** Of the text that they stand in. */
  readonly language: string;
}

/** A block in a block in a block: more is a mistake. */
const DEPTH_MAX = 5;
/** As long as a body may be; a few blocks that name each other many times would grow without end. */
const LENGTH_MAX = 500_000;
const PLACES_MAX = 500;

/**
 * Puts blocks where a template names them, as if their text had been written there: their Liquid is rendered with the message,
 * under the same rules of escaping. Done once per version of a message, before MJML is compiled.
 */
export function expandBlocks(source: string, host: BlockHost, options: BlockOptions): Expanded {
  const translated = translateForeignSyntax(source);
  if (!translated.includes("content_blocks")) return { source: translated, problems: [], from: new Map() };
  const expansion = new Expansion(options, host);
  try {
    return { source: expansion.expand(translated, []), problems: [...expansion.problems.values()], from: expansion.from };
  } catch {
    // Not to be read as Liquid: who parses it says why, with the line.
    return { source: translated, problems: [], from: new Map() };
  }
}

const ALONE = /^\{\{(-?)\s*content_blocks(?:\.([A-Za-z_][\w-]*)|\[\s*(?:"([^"]*)"|'([^']*)')\s*\])\s*(?:\|\s*id\s*:\s*(?:"[^"]*"|'[^']*'|[\w-]+)\s*)?(-?)\}\}$/;

class Expansion {
  readonly problems = new Map<string, BlockProblem>();
  readonly from = new Map<string, string>();
  readonly #blocks: ContentBlocks;
  readonly #names: readonly string[];
  readonly #language: string;
  readonly #host: BlockHost;
  #length = 0;
  #places = 0;

  constructor({ blocks = NO_BLOCKS, blockNames = [], language }: BlockOptions, host: BlockHost) {
    this.#blocks = blocks;
    this.#names = blockNames;
    this.#language = language;
    this.#host = host;
  }

  /** @param within the blocks that are being expanded, outermost first */
  expand(source: string, within: readonly ContentBlock[]): string {
    const written: string[] = [];
    let comments = 0;
    let trimsNext = false;
    for (const piece of piecesOf(source)) {
      const place = piece.isLiquid && comments === 0 ? ALONE.exec(piece.source) : null;
      if (place) {
        if (place[1]) written.push((written.pop() ?? "").trimEnd());
        written.push(this.#blockText(place[2] ?? place[3] ?? place[4] ?? "", within));
      } else {
        if (piece.isLiquid) comments = Math.max(0, comments + commentStep(piece.source));
        if (piece.isLiquid && comments === 0) this.#lookForMisplaced(piece.source, within);
        const text = this.#written(piece, within);
        written.push(trimsNext ? text.trimStart() : text);
      }
      trimsNext = Boolean(place?.[5]);
    }
    return written.join("");
  }

  #blockText(name: string, within: readonly ContentBlock[]): string {
    const block = this.#blocks.get(contentBlockKey(name));
    if (!block) return this.#refuse("content_block_missing", `There is no published content block “${name}”.${didYouMean(name, this.#names)}`, within);
    if (within.includes(block)) {
      const circle = [...within.slice(within.indexOf(block)), block].map((each) => `“${each.name}”`).join(" holds ");
      return this.#refuse("content_block_cycle", `A content block cannot hold itself: ${circle}.`, within);
    }
    if (within.length >= DEPTH_MAX) return this.#refuse("content_block_too_large", `Content blocks stand in each other more than ${DEPTH_MAX} deep.`, within);
    const misfit = misfitOf(block, this.#host);
    if (misfit !== null) return this.#refuse("content_block_format", misfit, within);
    return this.#textOf(block, within);
  }

  #textOf(block: ContentBlock, within: readonly ContentBlock[]): string {
    const source = wordingOf(block, this.#language);
    this.#length += source.length;
    this.#places += 1;
    if (this.#length > LENGTH_MAX || this.#places > PLACES_MAX)
      return this.#refuse("content_block_too_large", `Its content blocks make the message longer than ${LENGTH_MAX.toLocaleString("en")} characters.`, within);
    try {
      const translated = translateForeignSyntax(source);
      const read = parseLiquid(translated, textLiquid);
      if (!read.ok) return this.#refuse("content_invalid", sentenceAbout(block, read.problem.message, read.problem.line), []);
      const text = this.expand(translated, [...within, block]);
      this.from.set(block.name, translated);
      return text;
    } catch (error) {
      return this.#refuse("content_invalid", sentenceAbout(block, (error as Error).message.split("\n")[0]!, null), []);
    }
  }

  /** Text of a block of plain text, as it is written in what it is put into. */
  #written(piece: Piece, within: readonly ContentBlock[]): string {
    if (piece.isLiquid || within.at(-1)?.format !== "text") return piece.source;
    if (this.#host === "html" || this.#host === "mjml") return escapeHtml(piece.source).replace(/\r?\n/g, "<br>\n");
    return this.#host === "json" ? JSON.stringify(piece.source).slice(1, -1) : piece.source;
  }

  #lookForMisplaced(liquid: string, within: readonly ContentBlock[]): void {
    if (!/(?<![\w.])content_blocks\b/.test(liquid.replace(/"[^"]*"|'[^']*'/g, ""))) return;
    this.#refuse("content_block_misplaced", `A content block stands by itself, as ${contentBlockTag("name")}; ${liquid.slice(0, 80)} cannot be read.`, within);
  }

  #refuse(code: BlockProblem["code"], message: string, within: readonly ContentBlock[]): "" {
    const holder = within.at(-1);
    const sentence = holder ? `In the content block “${holder.name}”: ${message}` : message;
    this.problems.set(sentence, { code, message: sentence });
    return "";
  }
}

function commentStep(liquid: string): number {
  return /^\{%-?\s*comment\b/.test(liquid) ? 1 : /^\{%-?\s*endcomment\b/.test(liquid) ? -1 : 0;
}

/** Without the line break that editors leave at the end. */
function wordingOf(block: ContentBlock, language: string): string {
  const key = chooseTranslation(Object.keys(block.translations ?? {}), language);
  return ((key === null ? undefined : block.translations?.[key]) ?? block).source.replace(/\r?\n$/, "");
}

const NAMES: { readonly [format in ContentBlock["format"]]: string } = { text: "plain text", html: "HTML", mjml: "MJML" };
const FITS: { readonly [host in BlockHost]: readonly ContentBlock["format"][] } = {
  html: ["text", "html"],
  mjml: ["text", "html", "mjml"],
  text: ["text"],
  json: ["text"],
  url: ["text"],
};

function misfitOf({ name, format }: ContentBlock, host: BlockHost): string | null {
  if (FITS[host].includes(format)) return null;
  const fits = FITS[host].map((each) => NAMES[each]).join(" or ");
  return `The content block “${name}” is ${NAMES[format]}, and here only one of ${fits} fits.`;
}

function sentenceAbout({ name }: ContentBlock, message: string, line: number | null): string {
  return `In the content block “${name}”${line === null ? "" : `, line ${line}`}: ${message}`;
}
