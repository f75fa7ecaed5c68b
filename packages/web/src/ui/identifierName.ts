import { inWords } from "./states.ts";

const NAMES: { readonly [kind: string]: string } = {
  user_id: "User id",
  anonymous_id: "Browser",
  email: "Email",
  phone: "Phone",
  stripe_customer_id: "Stripe customer",
};

/** What people call a kind of identifier. */
export function identifierName(kind: string): string {
  return NAMES[kind] ?? inWords(kind);
}
