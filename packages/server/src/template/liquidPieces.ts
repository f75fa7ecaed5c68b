import { Tokenizer, TokenKind } from "liquidjs";
import { unescapeHtml } from "./htmlEscape.ts";
import { textLiquid } from "./liquidEngines.ts";

/** A stretch of a template: what is written as it stands, or one tag or output of Liquid. */
export interface Piece {
  readonly isLiquid: boolean;
  readonly source: string;
}

/** Splits a template as the engine itself will. Throws the engine's own error where a tag is not closed. */
export function piecesOf(source: string): Piece[] {
  const tokens = new Tokenizer(source, textLiquid.options.operators).readTopLevelTokens(textLiquid.options);
  return tokens.map((token) => ({ isLiquid: token.kind !== TokenKind.HTML, source: source.slice(token.begin, token.end) }));
}

/**
 * Liquid put aside under words that no compiler of MJML or HTML changes, so that `<`, quotes and braces inside it cannot
 * be misread and come back untouched, wherever they stood: in text, in attributes, between table rows.
 */
export class ProtectedLiquid {
  readonly #mark: string;
  readonly #kept: string[] = [];
  readonly #pattern: RegExp;
  /** The template with its Liquid put aside. */
  readonly source: string;

  constructor(source: string) {
    this.#mark = unusedMark(source);
    this.#pattern = new RegExp(`${this.#mark}(\\d+)Q`, "g");
    this.source = piecesOf(source)
      .map((piece) => (piece.isLiquid ? this.keep(readable(piece.source)) : piece.source))
      .join("");
  }

  /** Puts a piece aside and answers the word that stands for it. */
  keep(liquid: string): string {
    return `${this.#mark}${this.#kept.push(liquid) - 1}Q`;
  }

  /** Puts everything back. What was kept may itself hold words of pieces kept before it. */
  restore(text: string): string {
    return text.replace(this.#pattern, (_word, index: string) => this.restore(this.#kept[Number(index)] ?? ""));
  }

  /** Matches the words, with the number as its only group; for `matchAll` and `replace`. */
  get words(): RegExp {
    return new RegExp(this.#pattern.source, "g");
  }
}

function unusedMark(source: string): string {
  let mark = "ZLQ";
  while (source.includes(mark)) mark += "X";
  return mark;
}

/** Editors write `&gt;` and `&quot;` also inside Liquid, where they mean `>` and `"`. */
function readable(liquid: string): string {
  return unescapeHtml(liquid);
}
