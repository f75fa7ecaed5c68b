import type { StripeEventKind } from "../kind.ts";
import { invoicePerson, invoiceProperties, invoicePropertyList, invoiceState } from "../objects/invoice.ts";

export const invoicePaymentSucceeded: StripeEventKind = {
  type: "invoice.payment_succeeded",
  name: "Invoice Payment Succeeded",
  description: "A payment of an invoice succeeded.",
  properties: invoicePropertyList,
  read: ({ object }) => ({
    properties: invoiceProperties(object, "paid"),
    person: invoicePerson(object),
    state: invoiceState(object),
  }),
};
