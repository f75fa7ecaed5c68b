import type { ConsentChange, JsonObject } from "@beckon/core";
import type { StripeEvent } from "./stripeEvent.ts";

/** One type of Stripe event as a trigger of its own. Each is a file in `events/`; `kinds.ts` lists them. */
export interface StripeEventKind {
  /** Stripe's own name: `invoice.payment_failed`. */
  readonly type: string;
  /** The event's name in Beckon: `Invoice Payment Failed`. */
  readonly name: string;
  /** When Stripe sends it, in one sentence for whoever picks a trigger. */
  readonly description: string;
  /** The properties it may carry, for pickers and for whoever writes a template. */
  readonly properties: PropertyList;
  read(event: StripeEvent): Reading;
}

export interface PropertyList {
  readonly [name: string]: PropertyDescription;
}

export interface PropertyDescription {
  /** `date` is ISO 8601 text in UTC. */
  readonly type: "text" | "number" | "boolean" | "date" | "list" | "object";
  readonly description: string;
}

/** What an event says, in our words. */
export interface Reading {
  readonly properties: JsonObject;
  readonly attributes?: JsonObject;
  readonly consent?: ConsentChange;
  readonly person: PersonClues;
  /** For objects that change over time: what is needed to tell an event that was overtaken by a newer one. */
  readonly state?: ObjectState;
}

/** All that an event tells about whose it is. */
export interface PersonClues {
  /** Objects whose metadata may hold the shop's own user id, nearest first. */
  readonly metadata: readonly JsonObject[];
  /** `client_reference_id` of a checkout. */
  readonly reference?: string | null;
  readonly customerId: string | null;
  /** The customer's own address on record: it becomes an identifier of the profile. */
  readonly email?: string | null;
  /** Addresses typed for one payment: they may find a profile but are not claimed by it. */
  readonly billingEmails?: readonly (string | null)[];
}

export interface ObjectState {
  readonly objectId: string;
  /** Nothing follows this state: a canceled subscription, a paid invoice, a deleted customer. */
  readonly terminal: boolean;
}
