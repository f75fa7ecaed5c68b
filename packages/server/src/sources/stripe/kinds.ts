import { chargeFailed } from "./events/chargeFailed.ts";
import { chargeRefunded } from "./events/chargeRefunded.ts";
import { chargeSucceeded } from "./events/chargeSucceeded.ts";
import { checkoutSessionCompleted } from "./events/checkoutSessionCompleted.ts";
import { customerCreated } from "./events/customerCreated.ts";
import { customerDeleted } from "./events/customerDeleted.ts";
import { customerUpdated } from "./events/customerUpdated.ts";
import { invoiceCreated } from "./events/invoiceCreated.ts";
import { invoiceFinalized } from "./events/invoiceFinalized.ts";
import { invoicePaid } from "./events/invoicePaid.ts";
import { invoicePaymentFailed } from "./events/invoicePaymentFailed.ts";
import { invoicePaymentSucceeded } from "./events/invoicePaymentSucceeded.ts";
import { invoiceSent } from "./events/invoiceSent.ts";
import { invoiceUpcoming } from "./events/invoiceUpcoming.ts";
import { paymentIntentPaymentFailed } from "./events/paymentIntentPaymentFailed.ts";
import { subscriptionCreated } from "./events/subscriptionCreated.ts";
import { subscriptionDeleted } from "./events/subscriptionDeleted.ts";
import { subscriptionTrialWillEnd } from "./events/subscriptionTrialWillEnd.ts";
import { subscriptionUpdated } from "./events/subscriptionUpdated.ts";
import type { StripeEventKind } from "./kind.ts";

/** Every Stripe event that is a trigger of its own. A new kind is a new file and a line here. */
export const stripeEventKinds: readonly StripeEventKind[] = [
  customerCreated,
  customerUpdated,
  customerDeleted,
  subscriptionCreated,
  subscriptionUpdated,
  subscriptionDeleted,
  subscriptionTrialWillEnd,
  invoiceCreated,
  invoiceFinalized,
  invoiceSent,
  invoiceUpcoming,
  invoicePaid,
  invoicePaymentSucceeded,
  invoicePaymentFailed,
  chargeSucceeded,
  chargeFailed,
  chargeRefunded,
  checkoutSessionCompleted,
  paymentIntentPaymentFailed,
];

const byType = new Map(stripeEventKinds.map((kind) => [kind.type, kind]));

/** The kind for Stripe's type, or null for types that have none of their own. */
export function stripeEventKind(type: string): StripeEventKind | null {
  return byType.get(type) ?? null;
}
