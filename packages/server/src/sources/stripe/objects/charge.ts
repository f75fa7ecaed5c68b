import type { JsonObject } from "@beckon/core";
import { cardProperties, cardPropertyList } from "../card.ts";
import type { PersonClues, PropertyList } from "../kind.ts";
import { currencyCode, money } from "../money.ts";
import { at, booleanAt, idAt, numberAt, objectAt, present, textAt } from "../read.ts";

export function chargeProperties(charge: JsonObject): JsonObject {
  const currency = currencyCode(textAt(charge, "currency"));
  return present({
    charge_id: textAt(charge, "id"),
    payment_intent_id: idAt(charge, "payment_intent"),
    invoice_id: idAt(charge, "invoice"),
    customer_id: idAt(charge, "customer"),
    status: textAt(charge, "status"),
    currency,
    ...money(numberAt(charge, "amount"), currency),
    amount_refunded: numberAt(charge, "amount_refunded"),
    refunded: booleanAt(charge, "refunded"),
    description: textAt(charge, "description"),
    receipt_url: textAt(charge, "receipt_url"),
    receipt_email: textAt(charge, "receipt_email"),
    billing_name: textAt(charge, "billing_details", "name"),
    billing_email: textAt(charge, "billing_details", "email"),
    ...cardProperties(paymentMethodOf(charge)),
    failure_code: textAt(charge, "failure_code"),
    failure_message: textAt(charge, "failure_message"),
    failure_reason: textAt(charge, "outcome", "reason"),
    failure_advice: textAt(charge, "outcome", "advice_code"),
    seller_message: textAt(charge, "outcome", "seller_message"),
    metadata: objectAt(charge, "metadata"),
  });
}

/** What this refund gave back, and what has been given back in all. */
export function refundProperties(charge: JsonObject, previous: JsonObject): JsonObject {
  const currency = currencyCode(textAt(charge, "currency"));
  const total = numberAt(charge, "amount_refunded");
  const before = numberAt(previous, "amount_refunded");
  const newest = objectAt(charge, "refunds", "data", 0);
  return {
    ...money(total !== null && before !== null ? total - before : (numberAt(newest, "amount") ?? total), currency, "refund_amount"),
    ...present({ refund_reason: textAt(newest, "reason"), refund_id: textAt(newest, "id") }),
  };
}

export function chargePerson(charge: JsonObject): PersonClues {
  return {
    metadata: [objectAt(charge, "customer", "metadata"), objectAt(charge, "metadata")],
    customerId: idAt(charge, "customer") ?? idAt(charge, "customer_account"),
    email: textAt(charge, "customer", "email"),
    billingEmails: [textAt(charge, "billing_details", "email"), textAt(charge, "receipt_email")],
  };
}

/** `payment_method_details` since 2019; before, the `source` or `card` that was charged. */
function paymentMethodOf(charge: JsonObject) {
  const details = at(charge, "payment_method_details");
  if (details !== null) return details;
  return at(charge, "source") ?? at(charge, "card");
}

export const chargePropertyList: PropertyList = {
  charge_id: { type: "text", description: "Stripe's id of the charge, ch_..." },
  payment_intent_id: { type: "text", description: "The payment, pi_...: joins the charge to a checkout or an invoice" },
  invoice_id: { type: "text", description: "The invoice it pays; only on endpoints with an API version before 2025-03-31.basil" },
  customer_id: { type: "text", description: "Stripe's id of the customer; absent for guests" },
  status: { type: "text", description: "succeeded, pending or failed" },
  amount: { type: "number", description: "Amount in minor units" },
  amount_major: { type: "number", description: "Amount: 19.99" },
  amount_display: { type: "text", description: "Amount, ready to read: $19.99" },
  currency: { type: "text", description: "Three letters: USD" },
  amount_refunded: { type: "number", description: "Given back so far, in minor units" },
  refunded: { type: "boolean", description: "Whether all of it was given back" },
  description: { type: "text", description: "The shop's description" },
  receipt_url: { type: "text", description: "Page with the receipt" },
  receipt_email: { type: "text", description: "Where the receipt went" },
  billing_name: { type: "text", description: "Name typed for this payment" },
  billing_email: { type: "text", description: "Address typed for this payment" },
  ...cardPropertyList,
  failure_code: { type: "text", description: "Why it failed: card_declined, expired_card ..." },
  failure_message: { type: "text", description: "Why it failed, in a sentence for the customer" },
  failure_reason: { type: "text", description: "What the bank said: insufficient_funds, generic_decline ..." },
  failure_advice: { type: "text", description: "What Stripe advises: try_again_later, confirm_card_data, do_not_try_again" },
  seller_message: { type: "text", description: "Why it failed or succeeded, in a sentence for the shop" },
  metadata: { type: "object", description: "The shop's own fields" },
};

export const refundPropertyList: PropertyList = {
  refund_amount: { type: "number", description: "Given back this time, in minor units" },
  refund_amount_major: { type: "number", description: "Given back this time: 19.99" },
  refund_amount_display: { type: "text", description: "Given back this time, ready to read" },
  refund_reason: { type: "text", description: "duplicate, fraudulent or requested_by_customer" },
  refund_id: { type: "text", description: "Stripe's id of the refund, where it was sent" },
};
