import type { StripeEventKind } from "../kind.ts";
import { paymentIntentPerson, paymentIntentProperties, paymentIntentPropertyList } from "../objects/paymentIntent.ts";

export const paymentIntentPaymentFailed: StripeEventKind = {
  type: "payment_intent.payment_failed",
  name: "Payment Intent Payment Failed",
  description: "A payment attempt failed, at a checkout or off session.",
  properties: paymentIntentPropertyList,
  read: ({ object }) => ({ properties: paymentIntentProperties(object), person: paymentIntentPerson(object) }),
};
