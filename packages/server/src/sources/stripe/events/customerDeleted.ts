import type { StripeEventKind } from "../kind.ts";
import { customerPerson, customerProperties, customerPropertyList, customerState } from "../objects/customer.ts";

export const customerDeleted: StripeEventKind = {
  type: "customer.deleted",
  name: "Customer Deleted",
  description: "A customer record was deleted in Stripe. The person stays in Beckon.",
  properties: customerPropertyList,
  read: ({ object }) => ({
    properties: customerProperties(object),
    attributes: { stripe_deleted: true },
    person: customerPerson(object),
    state: customerState(object, true),
  }),
};
