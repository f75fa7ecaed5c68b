import type { StripeEventKind } from "../kind.ts";
import { invoicePerson, invoiceProperties, invoicePropertyList, invoiceState } from "../objects/invoice.ts";

export const invoiceFinalized: StripeEventKind = {
  type: "invoice.finalized",
  name: "Invoice Finalized",
  description: "An invoice became final and can be paid.",
  properties: invoicePropertyList,
  read: ({ object }) => ({
    properties: invoiceProperties(object),
    person: invoicePerson(object),
    state: invoiceState(object),
  }),
};
