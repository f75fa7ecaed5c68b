import type { Json, JsonObject } from "@beckon/core";
import { currencyCode } from "./money.ts";
import { idAt, numberAt, objectAt, textAt } from "./read.ts";

/** What something costs and how often, from a price (since 2020) or a plan (before; still beside it). */
export interface Price {
  readonly id: string | null;
  /** The readable name of the plan: nickname, else the product's name, else the lookup key. */
  readonly name: string | null;
  readonly productId: string | null;
  readonly productName: string | null;
  readonly unitAmount: number | null;
  readonly currency: string | null;
  readonly interval: string | null;
  readonly intervalCount: number | null;
}

function readPrice(price: JsonObject): Price {
  const productName = textAt(price, "product", "name");
  return {
    id: textAt(price, "id"),
    name: textAt(price, "nickname") ?? textAt(price, "name") ?? productName ?? textAt(price, "lookup_key"),
    productId: idAt(price, "product"),
    productName,
    unitAmount: numberAt(price, "unit_amount") ?? numberAt(price, "amount"),
    currency: currencyCode(textAt(price, "currency")),
    interval: textAt(price, "recurring", "interval") ?? textAt(price, "interval"),
    intervalCount: numberAt(price, "recurring", "interval_count") ?? numberAt(price, "interval_count"),
  };
}

/** The price of a subscription item or invoice line. Fixtures and old payloads hold a plan where the price is absent. */
export function priceOf(item: JsonObject): Price {
  const price = objectAt(item, "price");
  return readPrice(Object.keys(price).length > 0 ? price : objectAt(item, "plan"));
}

const DAYS_PER: { readonly [interval: string]: number } = { day: 1, week: 7, month: 365 / 12, year: 365 };

/** What a price costs a day, so that a yearly plan can be compared with a monthly one; null where it cannot be told. */
export function costPerDay(price: Price, quantity: number): number | null {
  const days = price.interval === null ? undefined : DAYS_PER[price.interval];
  if (price.unitAmount === null || days === undefined) return null;
  return (price.unitAmount * quantity) / (days * (price.intervalCount ?? 1));
}

/** Distinct texts in their order. */
export function distinct(values: readonly (string | null)[]): Json[] {
  return [...new Set(values.filter((value) => value !== null))];
}
