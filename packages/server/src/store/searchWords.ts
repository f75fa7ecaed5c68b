import type { JsonObject } from "@beckon/core";

/**
 * The words that a profile is found by: each of its name, its addresses (whole, the parts before the @, the domain), its phone
 * number with and without the country code. Folded to lower case without accents; what people type is folded the same.
 * Other identifiers are found by their beginning through the key of `identities`.
 */
export function searchWordsOf(attributes: JsonObject, emails: readonly string[]): string {
  const words = new Set<string>();
  for (const name of NAMES) addName(words, attributes[name]);
  for (const email of [attributes["email"], ...emails.slice(0, EMAILS_MAX)]) addEmail(words, email);
  for (const name of PHONES) addPhone(words, attributes[name]);
  return [...words].slice(0, WORDS_MAX).join(" ");
}

const NAMES = ["name", "firstName", "first_name", "lastName", "last_name", "company"];
const PHONES = ["phone", "phoneNumber", "phone_number"];
const WORDS_MAX = 30;
const EMAILS_MAX = 3;
const NAME_WORDS_MAX = 8;
const WORD_MAX = 60;

function addName(words: Set<string>, value: unknown): void {
  if (typeof value !== "string") return;
  for (const word of piecesOf(fold(value)).slice(0, NAME_WORDS_MAX)) words.add(word.slice(0, WORD_MAX));
}

/** The first part of an address is where the whole begins, so it is no word of its own. */
function addEmail(words: Set<string>, value: unknown): void {
  if (typeof value !== "string") return;
  const address = fold(value).replace(/\s+/g, "");
  const at = address.lastIndexOf("@");
  if (at < 1) return;
  words.add(address.slice(0, WORD_MAX));
  for (const part of piecesOf(address.slice(0, at)).slice(1, NAME_WORDS_MAX)) words.add(part.slice(0, WORD_MAX));
  if (at < address.length - 1) words.add(address.slice(at + 1).slice(0, WORD_MAX));
}

/** People leave the country code out, and nobody knows how long it is: one to three digits. */
const COUNTRY_CODE_LENGTHS = [0, 1, 2, 3];
const PHONE_MIN = 5;
const PHONE_MAX = 20;

function addPhone(words: Set<string>, value: unknown): void {
  if (typeof value !== "string" && typeof value !== "number") return;
  const digits = String(value).replace(/\D/g, "").replace(/^0+/, "");
  if (digits.length > PHONE_MAX) return;
  for (const length of COUNTRY_CODE_LENGTHS) if (digits.length - length >= PHONE_MIN) words.add(digits.slice(length));
}

/** One thing that was typed: it is met by a profile that has, for one of the ways to read it, words that begin with each of its pieces. */
export type Term = readonly (readonly string[])[];

const TERMS_MAX = 6;
const PHONE_LIKE = /^\+?[\d\s().\-/]{4,30}$/;

/** Reads what was typed; empty where it holds nothing that could be looked for. */
export function termsOf(text: string): Term[] {
  const typed = fold(text).trim();
  const digits = typed.replace(/\D/g, "").replace(/^0+/, "");
  if (PHONE_LIKE.test(typed) && digits.length >= 3) return [[[digits]]];
  return typed
    .split(/\s+/)
    .map((token) => token.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ""))
    .filter((token) => token !== "")
    .slice(0, TERMS_MAX)
    .map((token): Term => {
      const pieces = piecesOf(token);
      return pieces.length > 1 ? [[token], pieces] : [[token]];
    });
}

/** The terms as a tsquery, all prefixes, cast and not parsed as a language. */
export function tsqueryOf(terms: readonly Term[]): string {
  const prefix = (word: string) => `'${word.replace(/['\\]/g, "$&$&")}':*`;
  return terms.map((term) => `(${term.map((pieces) => `(${pieces.map(prefix).join(" & ")})`).join(" | ")})`).join(" & ");
}

/** Lower case, without accents. */
function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
}

function piecesOf(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((piece) => piece !== "");
}
