import type { JsonObject } from "@beckon/core";
import { present } from "./read.ts";

/**
 * Digits after the point in Stripe's amounts. They are not ISO 4217's: ISK and UGX lost their minor unit but Stripe keeps
 * sending two digits for them, and MGA comes without (docs.stripe.com/currencies, "Special cases").
 */
const NO_DIGITS = new Set(["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]);
const THREE_DIGITS = new Set(["BHD", "JOD", "KWD", "OMR", "TND"]);

function stripeDigits(currency: string): number {
  if (NO_DIGITS.has(currency)) return 0;
  return THREE_DIGITS.has(currency) ? 3 : 2;
}

/** Stripe's minor units (1999) as major units (19.99). */
function majorUnits(amount: number, currency: string): number {
  const digits = stripeDigits(currency);
  return Number((amount / 10 ** digits).toFixed(digits));
}

/**
 * The amount under three names: `amount` in Stripe's minor units for exact comparison, `amount_major` for templates and revenue,
 * `amount_display` (`$19.99`) for whoever wants it ready. `name` replaces `amount` in all three.
 */
export function money(amount: number | null, currency: string | null, name = "amount"): JsonObject {
  if (amount === null) return {};
  if (currency === null) return { [name]: amount };
  const major = majorUnits(amount, currency);
  return present({ [name]: amount, [`${name}_major`]: major, [`${name}_display`]: display(major, currency) });
}

/** `usd` as `USD`, as shops write it; null where it is no currency code. */
export function currencyCode(text: string | null): string | null {
  return text !== null && /^[a-z]{3}$/i.test(text) ? text.toUpperCase() : null;
}

function display(major: number, currency: string): string {
  return new Intl.NumberFormat("en", { style: "currency", currency }).format(major);
}
