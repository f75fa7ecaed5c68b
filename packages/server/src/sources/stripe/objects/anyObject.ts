import { isObject, type JsonObject } from "@beckon/core";
import type { Reading } from "../kind.ts";
import { currencyCode, money } from "../money.ts";
import { idAt, numberAt, objectAt, present, textAt } from "../read.ts";
import type { StripeEvent } from "../stripeEvent.ts";
import { chargePerson, chargeProperties } from "./charge.ts";
import { checkoutPerson, checkoutProperties } from "./checkoutSession.ts";
import { customerPerson, customerProperties } from "./customer.ts";
import { invoicePerson, invoiceProperties } from "./invoice.ts";
import { paymentIntentPerson, paymentIntentProperties } from "./paymentIntent.ts";
import { subscriptionPerson, subscriptionProperties } from "./subscription.ts";

/** Readers by the object's kind, for event types that have no file of their own (`invoice.voided`, `charge.updated`). */
const readers: { readonly [object: string]: (object: JsonObject) => Reading } = {
  customer: (object) => ({ properties: customerProperties(object), person: customerPerson(object) }),
  subscription: (object) => ({ properties: subscriptionProperties(object), person: subscriptionPerson(object) }),
  invoice: (object) => ({ properties: invoiceProperties(object), person: invoicePerson(object) }),
  charge: (object) => ({ properties: chargeProperties(object), person: chargePerson(object) }),
  "checkout.session": (object) => ({ properties: checkoutProperties(object), person: checkoutPerson(object) }),
  payment_intent: (object) => ({ properties: paymentIntentProperties(object), person: paymentIntentPerson(object) }),
};

/** Any other event: what most objects of Stripe have in common, and every plain field under its own name. */
export function readAnyObject({ object, previous }: StripeEvent): Reading {
  const name = textAt(object, "object") ?? "";
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  const { properties, person } = reader?.(object) ?? { properties: plainProperties(object), person: anyPerson(object) };
  const changes = Object.keys(previous);
  return { properties: changes.length === 0 ? properties : { ...properties, changes }, person };
}

function plainProperties(object: JsonObject): JsonObject {
  const currency = currencyCode(textAt(object, "currency"));
  const plain = Object.entries(object).filter(([, value]) => value !== null && typeof value !== "object");
  return present({
    ...Object.fromEntries(plain),
    object_id: textAt(object, "id"),
    customer_id: idAt(object, "customer"),
    charge_id: idAt(object, "charge"),
    payment_intent_id: idAt(object, "payment_intent"),
    invoice_id: idAt(object, "invoice"),
    subscription_id: idAt(object, "subscription"),
    ...(currency === null ? {} : { currency, ...money(numberAt(object, "amount"), currency) }),
    metadata: isObject(object.metadata) ? object.metadata : null,
  });
}

function anyPerson(object: JsonObject): Reading["person"] {
  return {
    metadata: [objectAt(object, "customer", "metadata"), objectAt(object, "metadata")],
    customerId: idAt(object, "customer") ?? idAt(object, "customer_account"),
    billingEmails: [textAt(object, "billing_details", "email"), textAt(object, "receipt_email"), textAt(object, "customer_email")],
  };
}
