import type { StripeEventKind } from "../kind.ts";
import {
  customerAttributes,
  customerChangeList,
  customerChanges,
  customerPerson,
  customerProperties,
  customerPropertyList,
  customerState,
} from "../objects/customer.ts";

export const customerUpdated: StripeEventKind = {
  type: "customer.updated",
  name: "Customer Updated",
  description: "A field of the customer record changed.",
  properties: { ...customerPropertyList, ...customerChangeList },
  read: ({ object, previous }) => ({
    properties: { ...customerProperties(object), ...customerChanges(previous) },
    attributes: customerAttributes(object),
    person: customerPerson(object),
    state: customerState(object, false),
  }),
};
