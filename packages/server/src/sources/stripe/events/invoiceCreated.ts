import type { StripeEventKind } from "../kind.ts";
import { invoicePerson, invoiceProperties, invoicePropertyList, invoiceState } from "../objects/invoice.ts";

export const invoiceCreated: StripeEventKind = {
  type: "invoice.created",
  name: "Invoice Created",
  description: "An invoice was drafted. It is no bill yet: about an hour later it is finalized.",
  properties: invoicePropertyList,
  read: ({ object }) => ({
    properties: invoiceProperties(object),
    person: invoicePerson(object),
    state: invoiceState(object),
  }),
};
