import type { JsonObject } from "@beckon/core";
import type { Identifier, IncomingEvent } from "../../engine/incoming.ts";
import type { PersonClues, Reading } from "./kind.ts";
import { stripeEventKind } from "./kinds.ts";
import { readAnyObject } from "./objects/anyObject.ts";
import { textAt } from "./read.ts";
import type { StripeEvent } from "./stripeEvent.ts";

export interface StripeSourceSettings {
  readonly workspaceId: number;
  /** Metadata keys under which the shop keeps its own user id, first match wins. Default `user_id`, `userId`. */
  readonly userIdKeys?: readonly string[];
}

const USER_ID_KEYS = ["user_id", "userId"];

/** A Stripe event in our words. Types without a file of their own keep Stripe's name. */
export function incomingStripeEvent(event: StripeEvent, reading: Reading, overtaken: boolean, settings: StripeSourceSettings): IncomingEvent {
  return {
    workspaceId: settings.workspaceId,
    source: "stripe",
    messageId: event.id,
    keepMessageId: true,
    kind: "track",
    name: stripeEventKind(event.type)?.name ?? event.type,
    properties: { stripe_type: event.type, ...reading.properties, ...(overtaken ? { late: true } : {}) },
    // What a newer event has said stays, even within the same second, where event times cannot decide.
    ...(reading.attributes !== undefined && !overtaken ? { attributes: reading.attributes } : {}),
    ...(reading.consent === undefined ? {} : { consent: reading.consent }),
    ...identify(reading.person, settings),
    at: event.created,
    context: contextOf(event),
    ...(overtaken ? { flags: ["late"] as const } : {}),
  };
}

/** Reads what the event says by the kind of its type, or by the kind of its object. */
export function readStripeEvent(event: StripeEvent): Reading {
  return stripeEventKind(event.type)?.read(event) ?? readAnyObject(event);
}

/**
 * Whose it is: the shop's own user id, then Stripe's customer, then the address on the customer record; addresses typed for
 * one payment only find somebody. A guest has nothing but such an address, so for a guest it counts.
 */
function identify(person: PersonClues, settings: StripeSourceSettings): Pick<IncomingEvent, "identifiers" | "hints"> {
  const billing = distinctTexts(person.billingEmails ?? []);
  const userId = firstOf(person.metadata, settings.userIdKeys ?? USER_ID_KEYS) ?? person.reference ?? null;
  const strong = [identifier("user_id", userId), identifier("stripe_customer_id", person.customerId), identifier("email", person.email ?? null)].flat();
  if (strong.length === 0) return { identifiers: billing.slice(0, 1).flatMap((email) => identifier("email", email)) };
  const hints = billing.filter((email) => email !== person.email).flatMap((email) => identifier("email", email));
  return hints.length === 0 ? { identifiers: strong } : { identifiers: strong, hints };
}

function identifier(kind: string, value: string | null): Identifier[] {
  return value === null ? [] : [{ kind, value }];
}

function firstOf(objects: readonly JsonObject[], keys: readonly string[]): string | null {
  for (const object of objects) {
    for (const key of keys) {
      const found = textAt(object, key);
      if (found !== null) return found;
    }
  }
  return null;
}

function distinctTexts(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts.filter((text) => text !== null))];
}

function contextOf(event: StripeEvent): IncomingEvent["context"] {
  return {
    library: "stripe",
    livemode: event.livemode,
    ...(event.apiVersion === null ? {} : { stripe_api_version: event.apiVersion }),
    ...(event.account === null ? {} : { stripe_account: event.account }),
    ...(event.requestId === null ? {} : { stripe_request_id: event.requestId }),
  };
}
