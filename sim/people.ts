import { type ConsentState, DAY, formatInstant, HOUR, type Instant, type JsonObject } from "@beckon/core";
import type { Identifier, IncomingEvent } from "../packages/server/src/engine/incoming.ts";
import type { Random } from "./random.ts";

/** Someone with a phone, a laptop, an account and a habit. */
export interface Person {
  readonly name: string;
  readonly devices: readonly string[];
}

export function randomPeople(random: Random, count: number): Person[] {
  return Array.from({ length: count }, (_, index) => ({ name: `p${index}`, devices: [`${index}-phone`, `${index}-laptop`].slice(0, random.int(1, 2)) }));
}

/** What a client sent, and what it knows about it. */
export interface SentEvent {
  readonly incoming: IncomingEvent;
  /** Place in the order of acceptance; null until a 2xx came. */
  order: number | null;
  eventId: string | null;
  profileId: string | null;
}

/** One event of a person: mostly known or anonymous activity, sometimes late, sometimes from the wrong device. */
export function randomEvent(random: Random, people: readonly Person[], now: Instant, timeZone: string, messageId: string): IncomingEvent {
  const person = random.pick(people);
  const device = random.chance(0.05) ? random.pick(random.pick(people).devices) : random.pick(person.devices);
  const isKnown = random.chance(0.7);
  const identifiers: Identifier[] = [
    ...(isKnown ? [{ kind: "user_id", value: person.name }] : []),
    ...(!isKnown || random.chance(0.4) ? [{ kind: "anonymous_id", value: device }] : []),
  ];
  const base = { workspaceId: 1, source: "sim", messageId, at: randomTime(random, now), context: { timeZone }, identifiers };
  if (isKnown && random.chance(0.35)) {
    return {
      ...base,
      kind: "identify",
      name: "Profile Identified",
      properties: {},
      attributes: randomAttributes(random, person, now),
      identifiers: [...identifiers, { kind: "email", value: `${person.name}@shop.example` }],
    };
  }
  const name = random.weighted({ "Cart Updated": 8, "Order Completed": 4, "Signed Up": 2, "Product Viewed": 4 });
  return { ...base, kind: "track", name, properties: { cart_id: random.pick(["c1", "c2", "c3"]), total: random.int(0, 300) } };
}

/** The first thing that most shops tell us about a person. */
export function introduction(person: Person, timeZone: string, messageId: string): IncomingEvent {
  return {
    workspaceId: 1,
    source: "sim",
    messageId,
    kind: "identify",
    name: "Profile Identified",
    properties: {},
    attributes: { email: `${person.name}@shop.example`, plan: "free" },
    at: null,
    context: { timeZone },
    identifiers: [
      { kind: "user_id", value: person.name },
      { kind: "email", value: `${person.name}@shop.example` },
    ],
  };
}

function randomTime(random: Random, now: Instant): Instant | null {
  if (random.chance(0.08)) return now - random.int(0, 2 * DAY);
  return random.chance(0.03) ? now + random.int(0, HOUR) : null;
}

function randomAttributes(random: Random, person: Person, now: Instant): JsonObject {
  return {
    email: `${person.name}@shop.example`,
    plan: random.pick(["free", "pro"]),
    ...(random.chance(0.4) ? { renewal: formatInstant(now + random.int(0, 3 * DAY)).slice(0, 10) } : {}),
  };
}

/** The person changes their mind about mail: on our page, or by one click. */
export function consentEvent(random: Random, profileId: string, messageId: string, state: ConsentState): IncomingEvent {
  const consent = random.chance(0.7) ? { channels: { email: state } } : { topics: { marketing: state } };
  return {
    workspaceId: 1,
    source: "beckon",
    messageId,
    kind: "internal",
    name: "Consent Changed",
    properties: {},
    consent: { ...consent, by: "unsubscribe_page" },
    identifiers: [],
    profileId,
    at: null,
    context: {},
  };
}
