import type { StripeEventKind } from "../kind.ts";
import { subscriptionAttributes, subscriptionPerson, subscriptionProperties, subscriptionPropertyList, subscriptionState } from "../objects/subscription.ts";

export const subscriptionTrialWillEnd: StripeEventKind = {
  type: "customer.subscription.trial_will_end",
  name: "Subscription Trial Will End",
  description: "A trial ends in three days, or at once when it was cut short.",
  properties: subscriptionPropertyList,
  read: ({ object }) => ({
    properties: subscriptionProperties(object),
    attributes: subscriptionAttributes(object),
    person: subscriptionPerson(object),
    state: subscriptionState(object),
  }),
};
