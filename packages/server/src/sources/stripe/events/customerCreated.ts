import type { StripeEventKind } from "../kind.ts";
import { customerAttributes, customerPerson, customerProperties, customerPropertyList, customerState } from "../objects/customer.ts";

export const customerCreated: StripeEventKind = {
  type: "customer.created",
  name: "Customer Created",
  description: "A customer record was made, by a first payment, a checkout or by hand.",
  properties: customerPropertyList,
  read: ({ object }) => ({
    properties: customerProperties(object),
    attributes: customerAttributes(object),
    person: customerPerson(object),
    state: customerState(object, false),
  }),
};
