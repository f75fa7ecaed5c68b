import type { StripeEventKind } from "../kind.ts";
import { invoicePerson, invoiceProperties, invoicePropertyList, invoiceState } from "../objects/invoice.ts";

export const invoicePaymentFailed: StripeEventKind = {
  type: "invoice.payment_failed",
  name: "Invoice Payment Failed",
  description: "A payment of an invoice failed. Stripe sends Charge Failed for the same failure: build reminders on one of them.",
  properties: {
    ...invoicePropertyList,
    final_attempt: { type: "boolean", description: "Whether Stripe does not try again" },
  },
  read: ({ object }) => {
    const properties = invoiceProperties(object);
    return {
      properties: { ...properties, final_attempt: properties.next_payment_attempt === undefined },
      person: invoicePerson(object),
      state: invoiceState(object),
    };
  },
};
