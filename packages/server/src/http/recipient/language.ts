import { da } from "./words/da.ts";
import { de } from "./words/de.ts";
import { en, type Words } from "./words/en.ts";
import { es } from "./words/es.ts";
import { fr } from "./words/fr.ts";
import { it } from "./words/it.ts";
import { nl } from "./words/nl.ts";
import { pl } from "./words/pl.ts";
import { pt } from "./words/pt.ts";
import { sv } from "./words/sv.ts";

/** The languages in which our pages speak. */
const WORDS: { readonly [language: string]: Words } = { en, da, de, es, fr, it, nl, pl, pt, sv };

/** A language in which a page can be, with its texts. */
export interface Tongue {
  /** BCP 47, for `lang`, dates and the names of topics. */
  readonly tag: string;
  readonly words: Words;
}

/**
 * The language of a recipient: what the address asks for, else what the person chose, else what the browser prefers, else
 * the workspace's; the first of them that we speak, else English.
 * @param wishes BCP 47 tags, the strongest first
 */
export function tongueOf(wishes: readonly (string | null | undefined)[]): Tongue {
  for (const wish of wishes) {
    const language = wish?.split("-")[0]?.toLowerCase() ?? "";
    if (wish && Object.hasOwn(WORDS, language) && isTag(wish)) return { tag: wish, words: WORDS[language] as Words };
  }
  return { tag: "en", words: en };
}

/** `de-AT, de;q=0.9, en;q=0.5` -> `["de-AT", "de", "en"]` (RFC 9110, 12.5.4). */
export function acceptedLanguages(header: string | undefined): string[] {
  return (header ?? "")
    .slice(0, 500)
    .split(",")
    .map((part) => /^\s*([A-Za-z0-9-]+)\s*(?:;\s*q\s*=\s*([\d.]+))?\s*$/.exec(part))
    .filter((match) => match !== null)
    .map((match) => ({ tag: match[1] as string, weight: match[2] === undefined ? 1 : Number(match[2]) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}

/** A text with its places filled. */
export function say(text: string, places: { readonly [name: string]: string | number } = {}): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => (Object.hasOwn(places, name) ? String(places[name]) : place));
}

/** What a language calls itself: `Deutsch`. */
export function ownName(tag: string): string {
  const name = new Intl.DisplayNames([tag], { type: "language", fallback: "code" }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
