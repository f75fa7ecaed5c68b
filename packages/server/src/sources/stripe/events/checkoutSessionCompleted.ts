import type { StripeEventKind } from "../kind.ts";
import { checkoutConsent, checkoutPerson, checkoutProperties, checkoutPropertyList } from "../objects/checkoutSession.ts";

export const checkoutSessionCompleted: StripeEventKind = {
  type: "checkout.session.completed",
  name: "Checkout Session Completed",
  description: "A customer finished a checkout or payment link.",
  properties: checkoutPropertyList,
  read: ({ object }) => ({
    properties: checkoutProperties(object),
    consent: checkoutConsent(object),
    person: checkoutPerson(object),
  }),
};
