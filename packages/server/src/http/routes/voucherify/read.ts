import {
  type CodeConfig,
  type Discount,
  type Instant,
  isObject,
  type Json,
  type JsonObject,
  type OrderItem,
  orderOf,
  type PricedOrder,
  parseInstant,
  type Worth,
} from "@beckon/core";
import { invalidPayload } from "./errors.ts";

/** Reads what clients send, part by part; what is wrong is said with its place. */

export function objectIn(value: Json | undefined, place: string): JsonObject {
  if (!isObject(value ?? null)) throw invalidPayload(`${place} must be an object.`);
  return value as JsonObject;
}

export function optionalObject(value: Json | undefined, place: string): JsonObject | null {
  return value === undefined || value === null ? null : objectIn(value, place);
}

export function textIn(value: Json | undefined, place: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string") throw invalidPayload(`${place} must be a text.`);
  return value;
}

/** A number from a body, or a text from a query. */
export function wholeIn(value: Json | undefined, place: string): number | null {
  if (value === undefined || value === null || value === "") return null;
  const number = typeof value === "string" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number)) throw invalidPayload(`${place} must be a whole number.`);
  return number;
}

export function instantIn(value: Json | undefined, place: string): Instant | null {
  const text = textIn(value, place);
  if (text === null) return null;
  const at = parseInstant(text) ?? parseInstant(`${text}T00:00:00Z`);
  if (at === null) throw invalidPayload(`${place} must be a time as ISO 8601 writes it, such as 2026-12-31T23:59:59Z.`);
  return at;
}

export function metadataIn(value: Json | undefined, place: string): JsonObject {
  return optionalObject(value, place) ?? {};
}

/** A voucher's worth: `{ type: "GIFT_VOUCHER", gift: { amount } }` or `{ type: "DISCOUNT_VOUCHER", discount: { ... } }`. */
export function worthIn(voucher: JsonObject, place: string): Worth {
  const gift = optionalObject(voucher["gift"], `${place}.gift`);
  const discount = optionalObject(voucher["discount"], `${place}.discount`);
  if (voucher["type"] === "LOYALTY_CARD" || voucher["loyalty_card"] !== undefined)
    throw invalidPayload(`${place} is a loyalty card; there are gift cards and discounts so far.`);
  if (gift !== null) {
    const amount = wholeIn(gift["amount"], `${place}.gift.amount`) ?? 0;
    return { kind: "gift_card", amount, balance: amount };
  }
  if (discount !== null) return { kind: "discount", discount: discountIn(discount, `${place}.discount`) };
  throw invalidPayload(`${place} must have gift or discount.`);
}

function discountIn(discount: JsonObject, place: string): Discount {
  const on = String(discount["effect"] ?? "APPLY_TO_ORDER").startsWith("APPLY_TO_ITEMS") ? "items" : "order";
  switch (discount["type"]) {
    case "AMOUNT":
      return { kind: "amount", off: wholeIn(discount["amount_off"], `${place}.amount_off`) ?? 0, on };
    case "PERCENT":
      return { kind: "percent", off: Number(discount["percent_off"] ?? 0), most: wholeIn(discount["amount_limit"], `${place}.amount_limit`), on };
    case "FIXED":
      return { kind: "fixed", price: wholeIn(discount["fixed_amount"], `${place}.fixed_amount`) ?? 0 };
    default:
      throw invalidPayload(`${place}.type must be AMOUNT, PERCENT or FIXED; this is ${JSON.stringify(discount["type"] ?? null)}.`);
  }
}

export function codeConfigIn(value: Json | undefined, place: string): CodeConfig {
  const config = optionalObject(value, place);
  if (config === null) return {};
  const length = wholeIn(config["length"], `${place}.length`);
  if (length !== null && (length < 1 || length > 100)) throw invalidPayload(`${place}.length must be from 1 to 100.`);
  return {
    ...optional("pattern", textIn(config["pattern"], `${place}.pattern`)),
    ...optional("length", length),
    ...optional("charset", textIn(config["charset"], `${place}.charset`)),
    ...optional("prefix", textIn(config["prefix"], `${place}.prefix`)),
    ...optional("postfix", textIn(config["postfix"], `${place}.postfix`)),
  };
}

function optional<Key extends string, Value>(key: Key, value: Value | null): { [key in Key]?: Value } {
  return value === null ? {} : ({ [key]: value } as { [key in Key]?: Value });
}

const ITEMS_MAX = 500;

/** What somebody buys; without an order nothing is bought. */
export function orderIn(value: Json | undefined): { readonly order: PricedOrder; readonly sent: JsonObject | null } {
  const sent = optionalObject(value, "order");
  if (sent === null) return { order: orderOf(0, [], {}), sent: null };
  const amount = wholeIn(sent["amount"], "order.amount");
  if (amount !== null && amount < 0) throw invalidPayload("order.amount must not be below 0.");
  const items = sent["items"];
  if (items !== undefined && items !== null && !Array.isArray(items)) throw invalidPayload("order.items must be a list.");
  if ((items ?? []).length > ITEMS_MAX) throw invalidPayload(`order.items has more than ${ITEMS_MAX} lines.`);
  return { order: orderOf(amount, (items ?? []).map(itemIn), metadataIn(sent["metadata"], "order.metadata")), sent };
}

function itemIn(value: Json, index: number): OrderItem {
  const place = `order.items[${index}]`;
  const item = objectIn(value, place);
  const quantity = wholeIn(item["quantity"], `${place}.quantity`) ?? 1;
  const price = wholeIn(item["price"], `${place}.price`);
  const amount = wholeIn(item["amount"], `${place}.amount`) ?? (price ?? 0) * quantity;
  if (quantity < 1 || amount < 0 || !Number.isSafeInteger(amount)) throw invalidPayload(`${place} must have a quantity from 1 up and an amount from 0 up.`);
  const idIn = (id: string, nested: string) =>
    textIn(item[id], `${place}.${id}`) ?? textIn(optionalObject(item[nested], `${place}.${nested}`)?.["id"], `${place}.${nested}.id`);
  return {
    productId: idIn("product_id", "product") ?? (item["related_object"] === "product" ? textIn(item["source_id"], `${place}.source_id`) : null),
    skuId: idIn("sku_id", "sku") ?? (item["related_object"] === "sku" ? textIn(item["source_id"], `${place}.source_id`) : null),
    quantity,
    price: price ?? Math.round(amount / quantity),
    amount,
    discount: 0,
    metadata: metadataIn(item["metadata"], `${place}.metadata`),
  };
}

const SESSION_DEFAULT_MS = 7 * 86_400_000;
const UNIT_MS: { readonly [unit: string]: number } = {
  DAYS: 86_400_000,
  HOURS: 3_600_000,
  MINUTES: 60_000,
  SECONDS: 1_000,
  MILLISECONDS: 1,
  MICROSECONDS: 0.001,
  NANOSECONDS: 0.000_001,
};

/** `{ type: "LOCK", key, ttl, ttl_unit }`: what is validated is held back so long. */
export function sessionIn(
  value: Json | undefined,
): { readonly key: string | null; readonly ttlMs: number; readonly ttl: number; readonly unit: string } | null {
  const session = optionalObject(value, "session");
  if (session === null) return null;
  const unit = textIn(session["ttl_unit"], "session.ttl_unit") ?? "DAYS";
  const unitMs = UNIT_MS[unit];
  if (unitMs === undefined) throw invalidPayload(`session.ttl_unit must be one of ${Object.keys(UNIT_MS).join(", ")}.`);
  const ttl = session["ttl"];
  if (ttl !== undefined && ttl !== null && (typeof ttl !== "number" || !(ttl > 0))) throw invalidPayload("session.ttl must be a number above 0.");
  const ttlMs = typeof ttl === "number" ? Math.min(ttl * unitMs, 365 * 86_400_000) : SESSION_DEFAULT_MS;
  return { key: textIn(session["key"], "session.key"), ttlMs, ttl: typeof ttl === "number" ? ttl : 7, unit };
}

/** `limit` from 1 to 100, `page` from 1 to 1,000. */
export function pageIn(query: JsonObject): { readonly limit: number; readonly offset: number; readonly page: number } {
  const limit = wholeIn(query["limit"], "limit") ?? 10;
  const page = wholeIn(query["page"], "page") ?? 1;
  if (limit < 1 || limit > 100) throw invalidPayload("limit must be from 1 to 100.");
  if (page < 1) throw invalidPayload("page must be from 1 up.");
  if (page > 1_000) throw invalidPayload("page must be 1000 at most; ask for what is further back by a filter.");
  return { limit, page, offset: (page - 1) * limit };
}

/** How often it can be used; null: as often as something is left. */
export function usesIn(voucher: JsonObject, place: string): number | null {
  const redemption = optionalObject(voucher["redemption"], `${place}.redemption`);
  const quantity = wholeIn(redemption?.["quantity"], `${place}.redemption.quantity`);
  if (quantity !== null && quantity < 1) throw invalidPayload(`${place}.redemption.quantity must be from 1 up; without it there is no limit.`);
  return quantity;
}
