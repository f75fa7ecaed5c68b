import type { StripeEventKind } from "../kind.ts";
import { invoicePerson, invoiceProperties, invoicePropertyList, invoiceState } from "../objects/invoice.ts";

export const invoiceUpcoming: StripeEventKind = {
  type: "invoice.upcoming",
  name: "Invoice Upcoming",
  description: "A subscription renews in some days, as set in the Stripe dashboard. There is no invoice yet, so no id and no link.",
  properties: invoicePropertyList,
  read: ({ object }) => ({
    properties: invoiceProperties(object),
    person: invoicePerson(object),
    state: invoiceState(object),
  }),
};
