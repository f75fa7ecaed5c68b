import type { ConsentChange, Json, JsonObject } from "@beckon/core";
import type { PersonClues, PropertyList } from "../kind.ts";
import { currencyCode, money } from "../money.ts";
import { priceOf } from "../price.ts";
import { idAt, listAt, numberAt, objectAt, present, textAt } from "../read.ts";
import { ITEMS_MAX } from "./subscription.ts";

export function checkoutProperties(session: JsonObject): JsonObject {
  const currency = currencyCode(textAt(session, "currency"));
  return present({
    checkout_session_id: textAt(session, "id"),
    client_reference_id: textAt(session, "client_reference_id"),
    mode: textAt(session, "mode"),
    status: textAt(session, "status"),
    payment_status: textAt(session, "payment_status"),
    customer_id: idAt(session, "customer"),
    customer_name: textAt(session, "customer_details", "name"),
    customer_email: emailOf(session),
    customer_phone: textAt(session, "customer_details", "phone"),
    country: textAt(session, "customer_details", "address", "country"),
    locale: localeOf(session),
    subscription_id: idAt(session, "subscription"),
    invoice_id: idAt(session, "invoice"),
    payment_intent_id: idAt(session, "payment_intent"),
    payment_link_id: idAt(session, "payment_link"),
    currency,
    ...money(numberAt(session, "amount_total"), currency),
    amount_subtotal: numberAt(session, "amount_subtotal"),
    amount_discount: numberAt(session, "total_details", "amount_discount"),
    amount_tax: numberAt(session, "total_details", "amount_tax"),
    amount_shipping: numberAt(session, "total_details", "amount_shipping"),
    promotions_consent: textAt(session, "consent", "promotions"),
    recovered: idAt(session, "recovered_from") !== null,
    items: itemsOf(session),
    metadata: objectAt(session, "metadata"),
  });
}

/** Who ticked "send me news" at the checkout has joined e-mail. An empty box says nothing: it may not have been shown. */
export function checkoutConsent(session: JsonObject): ConsentChange | undefined {
  return textAt(session, "consent", "promotions") === "opt_in" ? { channels: { email: "subscribed" }, by: "stripe_checkout" } : undefined;
}

export function checkoutPerson(session: JsonObject): PersonClues {
  return {
    metadata: [objectAt(session, "customer", "metadata"), objectAt(session, "metadata")],
    reference: textAt(session, "client_reference_id"),
    customerId: idAt(session, "customer") ?? idAt(session, "customer_account"),
    email: textAt(session, "customer", "email"),
    billingEmails: [emailOf(session)],
  };
}

function emailOf(session: JsonObject): string | null {
  return textAt(session, "customer_details", "email") ?? textAt(session, "customer_email");
}

/** `auto` is the browser's choice and says nothing about the person. */
function localeOf(session: JsonObject): string | null {
  const locale = textAt(session, "locale");
  return locale === "auto" ? null : locale;
}

function itemsOf(session: JsonObject): Json {
  const items = listAt(session, "line_items");
  if (items.length === 0) return null;
  return items.slice(0, ITEMS_MAX).map((item) => {
    const price = priceOf(item);
    return present({
      description: textAt(item, "description"),
      price_id: price.id,
      product: price.productName,
      product_id: price.productId,
      quantity: numberAt(item, "quantity"),
      ...money(numberAt(item, "amount_total"), currencyCode(textAt(item, "currency"))),
    });
  });
}

export const checkoutPropertyList: PropertyList = {
  checkout_session_id: { type: "text", description: "Stripe's id of the checkout, cs_..." },
  client_reference_id: { type: "text", description: "What the shop handed to the checkout, as a rule its user id" },
  mode: { type: "text", description: "payment, subscription or setup" },
  status: { type: "text", description: "complete, open or expired" },
  payment_status: { type: "text", description: "paid, unpaid (bank transfers) or no_payment_required" },
  customer_id: { type: "text", description: "Stripe's id of the customer; absent for guests" },
  customer_name: { type: "text", description: "Name typed at the checkout" },
  customer_email: { type: "text", description: "Address typed at the checkout" },
  customer_phone: { type: "text", description: "Phone typed at the checkout" },
  country: { type: "text", description: "Country typed at the checkout, two letters" },
  locale: { type: "text", description: "Language of the checkout page, where the shop set it" },
  subscription_id: { type: "text", description: "The subscription that began, where there is one" },
  invoice_id: { type: "text", description: "The invoice that was made, where there is one" },
  payment_intent_id: { type: "text", description: "The payment, pi_..." },
  payment_link_id: { type: "text", description: "The payment link it came from" },
  amount: { type: "number", description: "Total in minor units" },
  amount_major: { type: "number", description: "Total: 19.99" },
  amount_display: { type: "text", description: "Total, ready to read: $19.99" },
  currency: { type: "text", description: "Three letters: USD" },
  amount_subtotal: { type: "number", description: "Before discounts and taxes, in minor units" },
  amount_discount: { type: "number", description: "Discounts, in minor units" },
  amount_tax: { type: "number", description: "Taxes, in minor units" },
  amount_shipping: { type: "number", description: "Shipping, in minor units" },
  promotions_consent: { type: "text", description: "opt_in or opt_out, where the checkout asked" },
  recovered: { type: "boolean", description: "Whether it came from a recovery link of an expired checkout" },
  items: { type: "list", description: "What was bought, where the endpoint expands line_items" },
  metadata: { type: "object", description: "The shop's own fields" },
};
