import type { StripeEventKind } from "../kind.ts";
import { chargePerson, chargeProperties, chargePropertyList } from "../objects/charge.ts";

export const chargeFailed: StripeEventKind = {
  type: "charge.failed",
  name: "Charge Failed",
  description: "A charge failed. For subscriptions Invoice Payment Failed tells more.",
  properties: chargePropertyList,
  read: ({ object }) => ({ properties: chargeProperties(object), person: chargePerson(object) }),
};
