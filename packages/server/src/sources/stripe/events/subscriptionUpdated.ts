import type { StripeEventKind } from "../kind.ts";
import {
  subscriptionAttributes,
  subscriptionChangeList,
  subscriptionChanges,
  subscriptionPerson,
  subscriptionProperties,
  subscriptionPropertyList,
  subscriptionState,
} from "../objects/subscription.ts";

export const subscriptionUpdated: StripeEventKind = {
  type: "customer.subscription.updated",
  name: "Subscription Updated",
  description: "A subscription changed: another plan, a renewal, a failed payment, a scheduled cancellation; `changes` says which.",
  properties: { ...subscriptionPropertyList, ...subscriptionChangeList },
  read: ({ object, previous }) => ({
    properties: { ...subscriptionProperties(object), ...subscriptionChanges(object, previous) },
    attributes: subscriptionAttributes(object),
    person: subscriptionPerson(object),
    state: subscriptionState(object),
  }),
};
