import type { Json, JsonObject } from "@beckon/core";
import type { ObjectState, PersonClues, PropertyList } from "../kind.ts";
import { currencyCode, money } from "../money.ts";
import { distinct, priceOf } from "../price.ts";
import { at, booleanAt, dateAt, idAt, listAt, numberAt, objectAt, present, textAt } from "../read.ts";
import { ITEMS_MAX } from "./subscription.ts";

const TERMINAL_STATUS = new Set(["paid", "void"]);

/** `amount` is what the event is about: what is due, or (`paid`) what was paid. */
export function invoiceProperties(invoice: JsonObject, about: "due" | "paid" = "due"): JsonObject {
  const lines = listAt(invoice, "lines");
  const currency = currencyCode(textAt(invoice, "currency"));
  const due = numberAt(invoice, "amount_due");
  const paid = numberAt(invoice, "amount_paid");
  const plan = lines.find((line) => !isProration(line)) ?? lines[0] ?? {};
  const price = linePrice(plan);
  const subscriptionId = subscriptionOf(invoice);
  return present({
    invoice_id: textAt(invoice, "id"),
    invoice_key: textAt(invoice, "id") ?? upcomingKey(invoice, subscriptionId),
    number: textAt(invoice, "number"),
    customer_id: idAt(invoice, "customer"),
    customer_name: textAt(invoice, "customer_name"),
    customer_email: textAt(invoice, "customer_email"),
    subscription_id: subscriptionId,
    payment_intent_id: idAt(invoice, "payment_intent") ?? idAt(invoice, "payments", "data", 0, "payment", "payment_intent"),
    charge_id: idAt(invoice, "charge") ?? idAt(invoice, "payments", "data", 0, "payment", "charge"),
    status: textAt(invoice, "status"),
    billing_reason: textAt(invoice, "billing_reason"),
    collection_method: textAt(invoice, "collection_method"),
    currency,
    ...money(about === "paid" ? paid : due, currency),
    amount_due: due,
    amount_paid: paid,
    amount_remaining: numberAt(invoice, "amount_remaining"),
    subtotal: numberAt(invoice, "subtotal"),
    total: numberAt(invoice, "total"),
    attempt_count: numberAt(invoice, "attempt_count"),
    attempted: booleanAt(invoice, "attempted"),
    next_payment_attempt: dateAt(invoice, "next_payment_attempt"),
    due_date: dateAt(invoice, "due_date"),
    period_start: dateAt(invoice, "period_start"),
    period_end: dateAt(invoice, "period_end"),
    hosted_invoice_url: textAt(invoice, "hosted_invoice_url"),
    invoice_pdf: textAt(invoice, "invoice_pdf"),
    description: textAt(invoice, "description") ?? textAt(plan, "description"),
    plan: planOf(plan),
    price_id: price.id,
    product: price.productName,
    product_id: price.productId,
    products: distinct(lines.map((line) => linePrice(line).productName ?? linePrice(line).productId)),
    interval: price.interval,
    quantity: numberAt(plan, "quantity"),
    items: lines.slice(0, ITEMS_MAX).map((line) => itemOf(line, currency)),
    metadata: objectAt(invoice, "metadata"),
  });
}

export function invoicePerson(invoice: JsonObject): PersonClues {
  return {
    metadata: [
      objectAt(invoice, "customer", "metadata"),
      objectAt(invoice, "metadata"),
      objectAt(invoice, "parent", "subscription_details", "metadata"),
      objectAt(invoice, "subscription_details", "metadata"),
    ],
    customerId: idAt(invoice, "customer") ?? idAt(invoice, "customer_account"),
    // The address of the customer record at the time of the invoice: for customers older than the webhook it is the only one that ever comes.
    email: textAt(invoice, "customer_email") ?? textAt(invoice, "customer", "email"),
  };
}

export function invoiceState(invoice: JsonObject): ObjectState | undefined {
  const objectId = textAt(invoice, "id");
  return objectId === null ? undefined : { objectId, terminal: TERMINAL_STATUS.has(textAt(invoice, "status") ?? "") };
}

/** A preview has no id: the subscription and the period stand for it, so that each period is announced once. */
function upcomingKey(invoice: JsonObject, subscriptionId: string | null): string | null {
  const owner = subscriptionId ?? idAt(invoice, "customer");
  const end = dateAt(invoice, "period_end");
  return owner === null || end === null ? null : `${owner}:${end}`;
}

/** On the invoice until 2025-03-31.basil, under its parent since, and on the lines in between. */
function subscriptionOf(invoice: JsonObject): string | null {
  const own = idAt(invoice, "subscription") ?? idAt(invoice, "parent", "subscription_details", "subscription");
  if (own !== null) return own;
  for (const line of listAt(invoice, "lines")) {
    const found =
      idAt(line, "subscription") ??
      idAt(line, "parent", "subscription_item_details", "subscription") ??
      idAt(line, "parent", "invoice_item_details", "subscription");
    if (found !== null) return found;
  }
  return null;
}

function linePrice(line: JsonObject): ReturnType<typeof priceOf> {
  const price = priceOf(line);
  return {
    ...price,
    id: price.id ?? idAt(line, "pricing", "price_details", "price"),
    productId: price.productId ?? idAt(line, "pricing", "price_details", "product"),
  };
}

function isProration(line: JsonObject): boolean {
  return (
    at(line, "proration") === true ||
    at(line, "parent", "subscription_item_details", "proration") === true ||
    at(line, "parent", "invoice_item_details", "proration") === true
  );
}

/** The plan's name; since basil a line names only ids, and the description that Stripe writes (`1 × Pro (at $20.00 / month)`) is all there is. */
function planOf(line: JsonObject): string | null {
  const price = linePrice(line);
  return price.name ?? nameInDescription(textAt(line, "description")) ?? price.id;
}

function nameInDescription(description: string | null): string | null {
  if (description === null) return null;
  const cross = description.indexOf(" × ");
  const priceAt = description.lastIndexOf(" (at ");
  if (cross < 1 || priceAt <= cross || !/^\d+$/.test(description.slice(0, cross))) return null;
  return description.slice(cross + 3, priceAt);
}

function itemOf(line: JsonObject, invoiceCurrency: string | null): Json {
  const price = linePrice(line);
  return present({
    description: textAt(line, "description"),
    plan: planOf(line),
    price_id: price.id,
    product: price.productName,
    product_id: price.productId,
    quantity: numberAt(line, "quantity"),
    ...money(numberAt(line, "amount"), currencyCode(textAt(line, "currency")) ?? invoiceCurrency),
    proration: isProration(line),
    period_start: dateAt(line, "period", "start"),
    period_end: dateAt(line, "period", "end"),
  });
}

export const invoicePropertyList: PropertyList = {
  invoice_id: { type: "text", description: "Stripe's id of the invoice, in_...; absent on an upcoming one" },
  invoice_key: { type: "text", description: "The invoice's id, or for an upcoming one its subscription and period: the key for one message per invoice" },
  number: { type: "text", description: "Number printed on the invoice" },
  customer_id: { type: "text", description: "Stripe's id of the customer, cus_..." },
  customer_name: { type: "text", description: "Name on the invoice" },
  customer_email: { type: "text", description: "Address on the invoice" },
  subscription_id: { type: "text", description: "The subscription it bills, where there is one" },
  payment_intent_id: { type: "text", description: "The payment, pi_..., where Stripe sent it" },
  charge_id: { type: "text", description: "The charge, ch_..., where Stripe sent it" },
  status: { type: "text", description: "draft, open, paid, uncollectible or void" },
  billing_reason: { type: "text", description: "subscription_create, subscription_cycle, subscription_update, manual ..." },
  collection_method: { type: "text", description: "charge_automatically or send_invoice" },
  amount: { type: "number", description: "What is due, or for paid invoices what was paid, in minor units" },
  amount_major: { type: "number", description: "The same: 19.99" },
  amount_display: { type: "text", description: "The same, ready to read: $19.99" },
  currency: { type: "text", description: "Three letters: USD" },
  amount_due: { type: "number", description: "Due, in minor units" },
  amount_paid: { type: "number", description: "Paid, in minor units" },
  amount_remaining: { type: "number", description: "Still to pay, in minor units" },
  subtotal: { type: "number", description: "Before discounts and taxes, in minor units" },
  total: { type: "number", description: "After discounts and taxes, in minor units" },
  attempt_count: { type: "number", description: "How often payment was tried" },
  attempted: { type: "boolean", description: "Whether payment was tried" },
  next_payment_attempt: { type: "date", description: "When Stripe tries again; absent when it does not" },
  due_date: { type: "date", description: "When a sent invoice is due" },
  period_start: { type: "date", description: "Start of the billed period" },
  period_end: { type: "date", description: "End of the billed period" },
  hosted_invoice_url: { type: "text", description: "Page where the customer sees and pays the invoice" },
  invoice_pdf: { type: "text", description: "Link to the PDF" },
  description: { type: "text", description: "The invoice's description, else that of its first line" },
  plan: { type: "text", description: "Name of the plan on the first line that is no proration" },
  price_id: { type: "text", description: "Its price" },
  product: { type: "text", description: "Its product's name, where Stripe sent it" },
  product_id: { type: "text", description: "Its product" },
  products: { type: "list", description: "Names or ids of all products on the invoice" },
  interval: { type: "text", description: "day, week, month or year, where Stripe sent it" },
  quantity: { type: "number", description: "Quantity of that line" },
  items: { type: "list", description: "Each line: description, plan, product_id, quantity, amount, proration, period" },
  metadata: { type: "object", description: "The shop's own fields" },
};
