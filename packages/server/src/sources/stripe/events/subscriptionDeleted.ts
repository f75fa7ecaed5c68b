import type { StripeEventKind } from "../kind.ts";
import { subscriptionAttributes, subscriptionPerson, subscriptionProperties, subscriptionPropertyList, subscriptionState } from "../objects/subscription.ts";

export const subscriptionDeleted: StripeEventKind = {
  type: "customer.subscription.deleted",
  name: "Subscription Deleted",
  description: "A subscription ended. `cancel_reason` and `cancel_feedback` say why.",
  properties: subscriptionPropertyList,
  read: ({ object }) => ({
    properties: subscriptionProperties(object),
    attributes: subscriptionAttributes(object),
    person: subscriptionPerson(object),
    state: subscriptionState(object),
  }),
};
