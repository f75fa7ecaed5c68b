import type { StripeEventKind } from "../kind.ts";
import { chargePerson, chargeProperties, chargePropertyList } from "../objects/charge.ts";

export const chargeSucceeded: StripeEventKind = {
  type: "charge.succeeded",
  name: "Charge Succeeded",
  description: "A card or account was charged. What was bought stands on the invoice or the checkout.",
  properties: chargePropertyList,
  read: ({ object }) => ({ properties: chargeProperties(object), person: chargePerson(object) }),
};
