import type { JsonObject } from "@beckon/core";
import type { ObjectState, PersonClues, PropertyList } from "../kind.ts";
import { currencyCode } from "../money.ts";
import { booleanAt, dateAt, numberAt, objectAt, present, textAt } from "../read.ts";

export function customerProperties(customer: JsonObject): JsonObject {
  return present({
    customer_id: textAt(customer, "id"),
    name: textAt(customer, "name"),
    email: textAt(customer, "email"),
    phone: textAt(customer, "phone"),
    locale: textAt(customer, "preferred_locales", 0),
    country: textAt(customer, "address", "country"),
    city: textAt(customer, "address", "city"),
    currency: currencyCode(textAt(customer, "currency")),
    delinquent: booleanAt(customer, "delinquent"),
    balance: numberAt(customer, "balance"),
    description: textAt(customer, "description"),
    customer_since: dateAt(customer, "created"),
    metadata: objectAt(customer, "metadata"),
  });
}

/**
 * What the customer record says about the person. Of what other sources tell as well only what is filled in: a name that
 * Stripe does not know must not remove the one that the shop told.
 */
export function customerAttributes(customer: JsonObject): JsonObject {
  const shared = present({
    name: textAt(customer, "name"),
    email: textAt(customer, "email"),
    phone: textAt(customer, "phone"),
    locale: textAt(customer, "preferred_locales", 0),
    country: textAt(customer, "address", "country"),
    city: textAt(customer, "address", "city"),
  });
  return {
    ...shared,
    stripe_delinquent: booleanAt(customer, "delinquent"),
    stripe_currency: currencyCode(textAt(customer, "currency")),
    stripe_customer_since: dateAt(customer, "created"),
    stripe_deleted: null,
  };
}

export function customerPerson(customer: JsonObject): PersonClues {
  return { metadata: [objectAt(customer, "metadata")], customerId: textAt(customer, "id"), email: textAt(customer, "email") };
}

/** Which fields changed, and the address before, so that a change of address can be confirmed to the old one. */
export function customerChanges(previous: JsonObject): JsonObject {
  return present({ changes: Object.keys(previous), previous_email: textAt(previous, "email") });
}

export function customerState(customer: JsonObject, terminal: boolean): ObjectState | undefined {
  const objectId = textAt(customer, "id");
  return objectId === null ? undefined : { objectId, terminal };
}

export const customerPropertyList: PropertyList = {
  customer_id: { type: "text", description: "Stripe's id of the customer, cus_..." },
  name: { type: "text", description: "Name on the customer record" },
  email: { type: "text", description: "Address on the customer record" },
  phone: { type: "text", description: "Phone number as it was typed" },
  locale: { type: "text", description: "First preferred language, such as de or pt-BR" },
  country: { type: "text", description: "Country of the address, two letters" },
  city: { type: "text", description: "City of the address" },
  currency: { type: "text", description: "Currency in which the customer is billed, such as EUR" },
  delinquent: { type: "boolean", description: "Whether the newest invoice is overdue" },
  balance: { type: "number", description: "Credit (negative) or debt (positive) in minor units" },
  description: { type: "text", description: "The shop's note on the customer" },
  customer_since: { type: "date", description: "When the customer record was made" },
  metadata: { type: "object", description: "The shop's own fields" },
};

export const customerChangeList: PropertyList = {
  changes: { type: "list", description: "Which fields changed: email, address, delinquent, metadata ..." },
  previous_email: { type: "text", description: "The address before, where it changed" },
};
