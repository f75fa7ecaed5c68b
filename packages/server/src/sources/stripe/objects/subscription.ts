import type { Json, JsonObject } from "@beckon/core";
import type { ObjectState, PersonClues, PropertyList } from "../kind.ts";
import { currencyCode, money } from "../money.ts";
import { costPerDay, distinct, priceOf } from "../price.ts";
import { at, booleanAt, dateAt, idAt, instantAt, listAt, numberAt, objectAt, present, textAt } from "../read.ts";

/** Most items of one subscription or invoice that are listed in an event. */
export const ITEMS_MAX = 50;

/** Nothing follows these: a subscription that ended does not come back under its id. */
const TERMINAL_STATUS = new Set(["canceled", "incomplete_expired"]);

export function subscriptionProperties(subscription: JsonObject): JsonObject {
  const items = itemsOf(subscription);
  const prices = items.map(priceOf);
  const first = prices[0];
  const currency = currencyCode(textAt(subscription, "currency")) ?? first?.currency ?? null;
  return present({
    subscription_id: textAt(subscription, "id"),
    customer_id: idAt(subscription, "customer"),
    status: textAt(subscription, "status"),
    plan: planName(items),
    price_id: first?.id,
    product: first?.productName,
    product_id: first?.productId,
    products: distinct(prices.map((price) => price.productName ?? price.productId)),
    interval: first?.interval,
    interval_count: first?.intervalCount,
    quantity: numberAt(items[0], "quantity") ?? numberAt(subscription, "quantity"),
    currency,
    ...money(totalOf(items), currency),
    current_period_start: periodOf(subscription, items, "current_period_start"),
    current_period_end: periodOf(subscription, items, "current_period_end"),
    trial_start: dateAt(subscription, "trial_start"),
    trial_end: dateAt(subscription, "trial_end"),
    cancel_at: dateAt(subscription, "cancel_at"),
    cancel_at_period_end: booleanAt(subscription, "cancel_at_period_end"),
    cancel_scheduled: at(subscription, "cancel_at") !== null || booleanAt(subscription, "cancel_at_period_end") === true,
    canceled_at: dateAt(subscription, "canceled_at"),
    ended_at: dateAt(subscription, "ended_at"),
    cancel_reason: textAt(subscription, "cancellation_details", "reason"),
    cancel_feedback: textAt(subscription, "cancellation_details", "feedback"),
    cancel_comment: textAt(subscription, "cancellation_details", "comment"),
    collection_method: textAt(subscription, "collection_method"),
    latest_invoice_id: idAt(subscription, "latest_invoice"),
    started_at: dateAt(subscription, "start_date") ?? dateAt(subscription, "start"),
    items: items.slice(0, ITEMS_MAX).map(itemOf),
    metadata: objectAt(subscription, "metadata"),
  });
}

/** What changed, in words that a filter can use: the plan, the status, the quantity, a scheduled cancellation, the trial's end. */
export function subscriptionChanges(subscription: JsonObject, previous: JsonObject): JsonObject {
  const before = asItWas(subscription, previous);
  const itemsBefore = itemsOf(before);
  const itemsNow = itemsOf(subscription);
  const was = itemsBefore.map(priceOf);
  const planChanged = differ(was, itemsNow.map(priceOf), (price) => price.id);
  const quantityChanged = differ(itemsBefore, itemsNow, (item) => numberAt(item, "quantity"));
  const currency = currencyCode(textAt(before, "currency")) ?? was[0]?.currency ?? null;
  return present({
    changes: [...(planChanged ? ["plan"] : []), ...(quantityChanged ? ["quantity"] : []), ...otherChanges(previous, itemsBefore, itemsNow)],
    previous_status: textAt(previous, "status"),
    plan_changed: planChanged,
    ...(planChanged
      ? {
          plan_change: direction(perDay(itemsBefore), perDay(itemsNow)),
          previous_plan: planName(itemsBefore),
          previous_price_id: was[0]?.id,
          ...money(totalOf(itemsBefore), currency, "previous_amount"),
        }
      : {}),
    previous_quantity: quantityChanged ? numberAt(itemsBefore[0], "quantity") : null,
    previous_trial_end: dateAt(previous, "trial_end"),
  });
}

/** The person's newest subscription, for audiences such as "on the Pro plan" or "in trial". What it does not have is removed: a trial that is over has no end. */
export function subscriptionAttributes(subscription: JsonObject): JsonObject {
  const properties = subscriptionProperties(subscription);
  const names = ["status", "plan", "price_id", "interval", "quantity", "subscription_id", "trial_end", "current_period_end", "cancel_scheduled"];
  return Object.fromEntries(names.map((name) => [`stripe_${name}`, properties[name] ?? null]));
}

export function subscriptionPerson(subscription: JsonObject): PersonClues {
  return {
    metadata: [objectAt(subscription, "customer", "metadata"), objectAt(subscription, "metadata")],
    customerId: idAt(subscription, "customer") ?? idAt(subscription, "customer_account"),
    email: textAt(subscription, "customer", "email"),
  };
}

export function subscriptionState(subscription: JsonObject): ObjectState | undefined {
  const objectId = textAt(subscription, "id");
  return objectId === null ? undefined : { objectId, terminal: TERMINAL_STATUS.has(textAt(subscription, "status") ?? "") };
}

/** Items since 2018; before, and in the oldest payloads, one plan stands on the subscription itself. */
function itemsOf(subscription: JsonObject): JsonObject[] {
  const items = listAt(subscription, "items");
  if (items.length > 0) return items;
  const plan = at(subscription, "plan");
  return plan === null ? [] : [{ plan, quantity: numberAt(subscription, "quantity") ?? 1 }];
}

function itemOf(item: JsonObject): Json {
  const price = priceOf(item);
  return present({
    plan: price.name,
    price_id: price.id,
    product: price.productName,
    product_id: price.productId,
    quantity: numberAt(item, "quantity"),
    interval: price.interval,
    currency: price.currency,
    ...money(price.unitAmount, price.currency, "unit_amount"),
    current_period_end: dateAt(item, "current_period_end"),
  });
}

function planName(items: readonly JsonObject[]): string | null {
  const price = items[0] === undefined ? null : priceOf(items[0]);
  return price === null ? null : (price.name ?? price.id);
}

/** Minor units of one period, or null where a price is metered or tiered and has no unit amount. */
function totalOf(items: readonly JsonObject[]): number | null {
  let total: number | null = null;
  for (const item of items) {
    const unit = priceOf(item).unitAmount;
    if (unit !== null) total = (total ?? 0) + unit * (numberAt(item, "quantity") ?? 1);
  }
  return total;
}

function perDay(items: readonly JsonObject[]): number | null {
  let total: number | null = null;
  for (const item of items) {
    const cost = costPerDay(priceOf(item), numberAt(item, "quantity") ?? 1);
    if (cost !== null) total = (total ?? 0) + cost;
  }
  return total;
}

function direction(before: number | null, now: number | null): string {
  if (before === null || now === null || before === now) return "switch";
  return now > before ? "upgrade" : "downgrade";
}

/** On the subscription until 2025-03-31.basil, on its items since: the period that ends first is the one that is billed next. */
function periodOf(subscription: JsonObject, items: readonly JsonObject[], field: "current_period_start" | "current_period_end"): string | null {
  const own = dateAt(subscription, field);
  if (own !== null) return own;
  const instants = items.map((item) => ({ instant: instantAt(item, field), text: dateAt(item, field) })).filter((one) => one.instant !== null);
  instants.sort((a, b) => (a.instant ?? 0) - (b.instant ?? 0));
  return instants[0]?.text ?? null;
}

/** The subscription before the change. Where only the old `plan` is told, it stands for the items. */
function asItWas(subscription: JsonObject, previous: JsonObject): JsonObject {
  const before: JsonObject = { ...subscription, ...previous };
  return "plan" in previous && !("items" in previous) ? { ...before, items: null } : before;
}

/** Names of the other fields that changed; what a renewal moves is called `period` in every API version. */
function otherChanges(previous: JsonObject, before: readonly JsonObject[], now: readonly JsonObject[]): Json[] {
  const moved = differ(before, now, (item) => numberAt(item, "current_period_end"));
  const names = Object.keys(previous)
    .filter((name) => !["items", "plan", "quantity"].includes(name))
    .map((name) => (name.startsWith("current_period_") ? "period" : name));
  return distinct([...(moved ? ["period"] : []), ...names]);
}

function differ<T>(before: readonly T[], now: readonly T[], read: (one: T) => Json): boolean {
  return JSON.stringify(before.map(read)) !== JSON.stringify(now.map(read));
}

export const subscriptionPropertyList: PropertyList = {
  subscription_id: { type: "text", description: "Stripe's id of the subscription, sub_..." },
  customer_id: { type: "text", description: "Stripe's id of the customer, cus_..." },
  status: { type: "text", description: "trialing, active, past_due, canceled, unpaid, incomplete, incomplete_expired or paused" },
  plan: { type: "text", description: "Name of the plan: the price's nickname, else the product's name, else the price's id" },
  price_id: { type: "text", description: "Stripe's id of the (first) price" },
  product: { type: "text", description: "Name of the (first) product, where Stripe sent it" },
  product_id: { type: "text", description: "Stripe's id of the (first) product" },
  products: { type: "list", description: "Names or ids of all products" },
  interval: { type: "text", description: "day, week, month or year" },
  interval_count: { type: "number", description: "Intervals per billing: 3 with month is quarterly" },
  quantity: { type: "number", description: "Quantity (seats) of the first item" },
  amount: { type: "number", description: "What one period costs, in minor units" },
  amount_major: { type: "number", description: "What one period costs: 19.99" },
  amount_display: { type: "text", description: "What one period costs, ready to read: $19.99" },
  currency: { type: "text", description: "Three letters: USD" },
  current_period_start: { type: "date", description: "When the paid period began" },
  current_period_end: { type: "date", description: "When it ends and the next bill is due" },
  trial_start: { type: "date", description: "When the trial began" },
  trial_end: { type: "date", description: "When the trial ends" },
  cancel_at: { type: "date", description: "When it will end, where that is set" },
  cancel_at_period_end: { type: "boolean", description: "Whether it ends with the paid period" },
  cancel_scheduled: { type: "boolean", description: "Whether an end is set, in either way" },
  canceled_at: { type: "date", description: "When it was canceled" },
  ended_at: { type: "date", description: "When it ended" },
  cancel_reason: { type: "text", description: "cancellation_requested, payment_disputed or payment_failed" },
  cancel_feedback: { type: "text", description: "What the customer chose: too_expensive, missing_features, switched_service, unused ..." },
  cancel_comment: { type: "text", description: "What the customer wrote" },
  collection_method: { type: "text", description: "charge_automatically or send_invoice" },
  latest_invoice_id: { type: "text", description: "Stripe's id of its newest invoice" },
  started_at: { type: "date", description: "When the subscription began" },
  items: { type: "list", description: "Each item: plan, price_id, product_id, quantity, unit_amount, interval" },
  metadata: { type: "object", description: "The shop's own fields" },
};

export const subscriptionChangeList: PropertyList = {
  changes: { type: "list", description: "What changed: plan, quantity, period, status, cancel_at_period_end, trial_end, metadata ..." },
  previous_status: { type: "text", description: "The status before, where it changed" },
  plan_changed: { type: "boolean", description: "Whether another price was chosen" },
  plan_change: { type: "text", description: "upgrade, downgrade or switch, by what it costs a day" },
  previous_plan: { type: "text", description: "Name of the plan before" },
  previous_price_id: { type: "text", description: "Price before" },
  previous_amount: { type: "number", description: "What one period cost before, in minor units" },
  previous_amount_major: { type: "number", description: "What one period cost before: 9.99" },
  previous_amount_display: { type: "text", description: "What one period cost before, ready to read" },
  previous_quantity: { type: "number", description: "Quantity before, where it changed" },
  previous_trial_end: { type: "date", description: "End of the trial before, where it changed" },
};
