import type { StripeEventKind } from "../kind.ts";
import { invoicePerson, invoiceProperties, invoicePropertyList, invoiceState } from "../objects/invoice.ts";

export const invoiceSent: StripeEventKind = {
  type: "invoice.sent",
  name: "Invoice Sent",
  description: "An invoice was sent to the customer to pay (collection by invoice).",
  properties: invoicePropertyList,
  read: ({ object }) => ({
    properties: invoiceProperties(object),
    person: invoicePerson(object),
    state: invoiceState(object),
  }),
};
