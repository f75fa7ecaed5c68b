import type { StripeEventKind } from "../kind.ts";
import { subscriptionAttributes, subscriptionPerson, subscriptionProperties, subscriptionPropertyList, subscriptionState } from "../objects/subscription.ts";

export const subscriptionCreated: StripeEventKind = {
  type: "customer.subscription.created",
  name: "Subscription Created",
  description: "A subscription began, with or without a trial.",
  properties: subscriptionPropertyList,
  read: ({ object }) => ({
    properties: subscriptionProperties(object),
    attributes: subscriptionAttributes(object),
    person: subscriptionPerson(object),
    state: subscriptionState(object),
  }),
};
