import type { JsonObject } from "@beckon/core";
import { cardProperties, cardPropertyList } from "../card.ts";
import type { PersonClues, PropertyList } from "../kind.ts";
import { currencyCode, money } from "../money.ts";
import { at, idAt, numberAt, objectAt, present, textAt } from "../read.ts";

export function paymentIntentProperties(intent: JsonObject): JsonObject {
  const currency = currencyCode(textAt(intent, "currency"));
  const error = objectAt(intent, "last_payment_error");
  return present({
    payment_intent_id: textAt(intent, "id"),
    charge_id: idAt(intent, "latest_charge") ?? textAt(error, "charge") ?? idAt(intent, "charges", "data", 0),
    invoice_id: idAt(intent, "invoice"),
    customer_id: idAt(intent, "customer"),
    status: textAt(intent, "status"),
    currency,
    ...money(numberAt(intent, "amount"), currency),
    description: textAt(intent, "description"),
    receipt_email: textAt(intent, "receipt_email"),
    ...cardProperties(at(error, "payment_method") ?? at(intent, "charges", "data", 0, "payment_method_details")),
    failure_code: textAt(error, "code"),
    failure_message: textAt(error, "message"),
    failure_reason: textAt(error, "decline_code"),
    failure_advice: textAt(error, "advice_code"),
    metadata: objectAt(intent, "metadata"),
  });
}

export function paymentIntentPerson(intent: JsonObject): PersonClues {
  return {
    metadata: [objectAt(intent, "customer", "metadata"), objectAt(intent, "metadata")],
    customerId: idAt(intent, "customer") ?? idAt(intent, "customer_account"),
    email: textAt(intent, "customer", "email"),
    billingEmails: [
      textAt(intent, "receipt_email"),
      textAt(intent, "last_payment_error", "payment_method", "billing_details", "email"),
      textAt(intent, "charges", "data", 0, "billing_details", "email"),
    ],
  };
}

export const paymentIntentPropertyList: PropertyList = {
  payment_intent_id: { type: "text", description: "Stripe's id of the payment, pi_..." },
  charge_id: { type: "text", description: "The charge that failed, ch_..." },
  invoice_id: { type: "text", description: "The invoice it pays; only on endpoints with an API version before 2025-03-31.basil" },
  customer_id: { type: "text", description: "Stripe's id of the customer; absent for guests" },
  status: { type: "text", description: "requires_payment_method, requires_action ..." },
  amount: { type: "number", description: "Amount in minor units" },
  amount_major: { type: "number", description: "Amount: 19.99" },
  amount_display: { type: "text", description: "Amount, ready to read: $19.99" },
  currency: { type: "text", description: "Three letters: USD" },
  description: { type: "text", description: "The shop's description" },
  receipt_email: { type: "text", description: "Where the receipt would go" },
  ...cardPropertyList,
  failure_code: { type: "text", description: "Why it failed: card_declined, expired_card ..." },
  failure_message: { type: "text", description: "Why it failed, in a sentence for the customer" },
  failure_reason: { type: "text", description: "What the bank said: insufficient_funds ..." },
  failure_advice: { type: "text", description: "What Stripe advises: try_again_later, confirm_card_data, do_not_try_again" },
  metadata: { type: "object", description: "The shop's own fields" },
};
