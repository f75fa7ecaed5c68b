import type { StripeEventKind } from "../kind.ts";
import { chargePerson, chargeProperties, chargePropertyList, refundProperties, refundPropertyList } from "../objects/charge.ts";

export const chargeRefunded: StripeEventKind = {
  type: "charge.refunded",
  name: "Charge Refunded",
  description: "A charge was given back, in part or whole.",
  properties: { ...chargePropertyList, ...refundPropertyList },
  read: ({ object, previous }) => ({
    properties: { ...chargeProperties(object), ...refundProperties(object, previous) },
    person: chargePerson(object),
  }),
};
