import type { PropertyDescription } from "./kind.ts";
import { stripeEventKinds } from "./kinds.ts";

/** Our words for types in those of the registry. */
const TYPES: { readonly [type in PropertyDescription["type"]]: string } = {
  text: "string",
  number: "number",
  boolean: "boolean",
  date: "date",
  list: "array",
  object: "object",
};

/** What the source itself adds to every event. */
const ADDED = { stripe_type: "string", late: "boolean" };

/** Every event that Stripe may send with a name of its own, and what it carries: known before the first one comes. */
export const expectedStripeEvents = stripeEventKinds.map((kind) => ({
  name: kind.name,
  properties: { ...Object.fromEntries(Object.entries(kind.properties).map(([name, { type }]) => [name, TYPES[type]])), ...ADDED },
}));
