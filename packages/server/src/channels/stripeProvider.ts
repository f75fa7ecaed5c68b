import type { ProviderKind } from "@beckon/core";

/** Stripe's events come in by `sources/stripe`; here is only what is needed to believe them. */
export const stripe: ProviderKind = {
  key: "stripe",
  name: "Stripe",
  role: "source",
  does: "Tells of customers, subscriptions, charges and invoices as they happen.",
  fields: [
    {
      key: "signingSecret",
      label: "Signing secret of the endpoint",
      kind: "secret",
      required: true,
      placeholder: "whsec_…",
      help: "In Stripe: Developers, Webhooks, your endpoint. While you change it, both may stand here with a comma between them.",
    },
  ],
};
