import type { StripeEventKind } from "../kind.ts";
import { invoicePerson, invoiceProperties, invoicePropertyList, invoiceState } from "../objects/invoice.ts";

export const invoicePaid: StripeEventKind = {
  type: "invoice.paid",
  name: "Invoice Paid",
  description: "An invoice was paid, also outside Stripe.",
  properties: invoicePropertyList,
  read: ({ object }) => ({
    properties: invoiceProperties(object, "paid"),
    person: invoicePerson(object),
    state: invoiceState(object),
  }),
};
