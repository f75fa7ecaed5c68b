import { Drop } from "liquidjs";

/** HTML that was made by the template itself (a `capture`, whose values were escaped on the way in): it is not escaped again. */
export class SafeHtml extends Drop {
  readonly html: string;

  constructor(html: string) {
    super();
    this.html = html;
  }

  override valueOf(): string {
    return this.html;
  }

  override toString(): string {
    return this.html;
  }
}

const SPECIAL: { readonly [character: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/**
 * Text as it may stand in HTML, in element content and in quoted attributes. An entity that is there already stays as it
 * is, so that a value which passed through `capture` and a filter is not escaped twice: nothing that could open a tag or
 * close a quote is ever let through by that.
 */
export function escapeHtml(text: string): string {
  return /[&<>"']/.test(text)
    ? text.replace(/&(?!(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});)|[<>"']/gi, (character) => SPECIAL[character] ?? character)
    : text;
}

const NAMED: { readonly [name: string]: string } = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", "#39": "'", "#34": '"', "#x27": "'", nbsp: "\u00a0" };

/** The text of an attribute or of element content: the entities that editors, MJML and `escapeHtml` write are read back. */
export function unescapeHtml(html: string): string {
  return html.includes("&") ? html.replace(/&(amp|lt|gt|quot|apos|#39|#34|#x27|nbsp);/g, (_entity, name: string) => NAMED[name] ?? "") : html;
}
