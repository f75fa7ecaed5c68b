import { decimalsOf, isObject } from "@beckon/core";
import { Memo } from "../memo.ts";

const formats = new Memo<Intl.NumberFormat>();
const written = new Memo<string>(5_000);

/** A number as such, or written as one; null for anything else. */
function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/** `{{ 1234.5 | number }}` is `1.234,5` for a German reader; `number: 2` fixes the digits after the point. What is no number comes back as it is. */
export function numberFilter(value: unknown, decimals: unknown, locale: string): unknown {
  const number = numberOf(value);
  if (number === null) return value;
  const digits = numberOf(decimals);
  const fixed = digits === null ? undefined : Math.min(20, Math.max(0, Math.trunc(digits)));
  return formats
    .get(`number|${locale}|${fixed}`, () => new Intl.NumberFormat(locale, { minimumFractionDigits: fixed, maximumFractionDigits: fixed ?? 3 }))
    .format(number);
}

/**
 * `{{ 49.9 | money: "EUR" }}`: major units, as shops send them. `{{ 4990 | money_minor: "eur" }}`: minor units, as Stripe
 * sends them; the yen has none, so 4990 is 4,990 yen. An object `{ amount, currency }` is in minor units as well and
 * brings its currency along. Without a currency it is a plain number.
 */
export function moneyFilter(value: unknown, currency: unknown, minor: boolean, locale: string): unknown {
  if (isObject(value)) return moneyFilter(value["amount"], value["currency"] ?? currency, true, locale);
  const number = numberOf(value);
  if (number === null) return value;
  const code = typeof currency === "string" ? currency.trim().toUpperCase() : "";
  if (!/^[A-Z]{3}$/.test(code)) return numberFilter(minor ? number / 100 : number, 2, locale);
  const decimals = decimalsOf(code);
  const major = minor ? number / 10 ** decimals : number;
  // Prices repeat from mail to mail, and Intl takes some microseconds for each.
  return written.get(`${locale}|${code}|${major}`, () => currencyFormat(locale, code, decimals).format(major));
}

function currencyFormat(locale: string, currency: string, decimals: number): Intl.NumberFormat {
  const options = { style: "currency", currency, minimumFractionDigits: decimals, maximumFractionDigits: decimals } as const;
  return formats.get(`money|${locale}|${currency}`, () => new Intl.NumberFormat(locale, options));
}

const rules = new Memo<Intl.PluralRules>();

/**
 * `{{ count | plural: "item", "items" }}`: the word that goes with the number in the reader's language. Languages with more
 * forms name them: `plural: one: "товар", few: "товара", many: "товаров", other: "товара"`.
 */
export function pluralFilter(value: unknown, args: readonly unknown[], locale: string): unknown {
  const forms = new Map<string, unknown>();
  const positional: unknown[] = [];
  for (const arg of args) {
    if (Array.isArray(arg) && arg.length === 2 && typeof arg[0] === "string") forms.set(arg[0], arg[1]);
    else positional.push(arg);
  }
  const other = forms.get("other") ?? positional[1] ?? positional[0] ?? "";
  const one = forms.get("one") ?? positional[0] ?? other;
  const category = rules.get(locale, () => new Intl.PluralRules(locale)).select(numberOf(value) ?? 0);
  return forms.get(category) ?? (category === "one" ? one : other);
}
