import { type ConsentChange, type Event, INTERNAL } from "../event/event.ts";
import type { Json, JsonObject } from "../json.ts";
import type { Consent, Suppression } from "../profile/profile.ts";
import type { Happening } from "../trigger/trigger.ts";
import type { Turn } from "./turn.ts";

type AttributeChange = Extract<Happening, { kind: "attribute" }>;

/** Applies what the event says about the person, and returns the attributes whose value really changed. */
export function applyToProfile(turn: Turn, event: Event): AttributeChange[] {
  noteSeen(turn, event);
  if (event.consent) turn.change({ consent: changedConsent(turn.profile.consent, event.consent) });
  noteAddressTrouble(turn, event);
  noteAddressByHand(turn, event);
  return applyAttributes(turn, event);
}

function noteSeen(turn: Turn, event: Event): void {
  const { profile } = turn;
  const timeZone = event.context.timeZone ?? profile.lastTimeZone;
  const country = event.context.country ?? profile.lastCountry;
  if (timeZone !== profile.lastTimeZone || country !== profile.lastCountry) turn.change({ lastTimeZone: timeZone, lastCountry: country });
  if (event.kind === "internal") return;
  if (profile.lastSeenAt === null || event.at > profile.lastSeenAt) turn.change({ lastSeenAt: event.at });
  if (profile.firstSeenAt === null || event.at < profile.firstSeenAt) turn.change({ firstSeenAt: event.at });
}

/** A newer event overwrites; an older one (late, or imported) only fills gaps, so the last word wins by event time. */
function applyAttributes(turn: Turn, event: Event): AttributeChange[] {
  if (!event.attributes) return [];
  const isNewest = event.at >= turn.profile.attributesAt;
  const attributes: JsonObject = { ...turn.profile.attributes };
  const changes: AttributeChange[] = [];
  for (const [name, after] of Object.entries(event.attributes)) {
    const before = Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null;
    if (!isNewest && before !== null) continue;
    if (sameJson(before, after)) continue;
    if (after === null) delete attributes[name];
    else attributes[name] = after;
    changes.push({ kind: "attribute", name, before, after, event });
  }
  if (changes.length > 0) turn.change({ attributes });
  if (event.at > turn.profile.attributesAt) turn.change({ attributesAt: event.at });
  return changes;
}

export function sameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  return JSON.stringify(a) === JSON.stringify(b);
}

function changedConsent(consent: Consent, change: ConsentChange): Consent {
  return { channels: { ...consent.channels, ...change.channels }, topics: { ...consent.topics, ...change.topics } };
}

const TROUBLE: { readonly [name: string]: Suppression["reason"] } = {
  [INTERNAL.messageBounced]: "hard_bounce",
  [INTERNAL.messageComplained]: "complaint",
};

/** A hard bounce or a complaint closes the address until someone opens it again. */
function noteAddressTrouble(turn: Turn, event: Event): void {
  const reason = TROUBLE[event.name];
  if (!reason || event.kind !== "internal" || !event.message || event.properties["permanent"] === false) return;
  const address = String(event.properties["address"] ?? turn.addresses[event.message.channel] ?? "");
  turn.change({ suppressed: { ...turn.profile.suppressed, [event.message.channel]: { address, reason, at: event.at } } });
}

/** What people say about an address in the app: never again, or allowed again, whatever had closed it. */
function noteAddressByHand(turn: Turn, event: Event): void {
  const { channel, address } = event.properties;
  if (event.kind !== "internal" || typeof channel !== "string" || typeof address !== "string") return;
  const { suppressed } = turn.profile;
  if (event.name === INTERNAL.addressSuppressed) turn.change({ suppressed: { ...suppressed, [channel]: { address, reason: "manual", at: event.at } } });
  if (event.name === INTERNAL.addressAllowed && suppressed[channel]?.address.toLowerCase() === address.toLowerCase()) {
    const { [channel]: _allowed, ...others } = suppressed;
    turn.change({ suppressed: others });
  }
}
