import { type Event, INTERNAL } from "../event/event.ts";
import type { Json, JsonObject } from "../json.ts";
import { locationOf } from "../place/place.ts";
import { deviceOf } from "../profile/device.ts";
import type { Profile, Suppression } from "../profile/profile.ts";
import { isRfmAttribute } from "../rfm/rfm.ts";
import type { Happening } from "../trigger/trigger.ts";
import { applyConsent } from "./applyConsent.ts";
import type { Turn } from "./turn.ts";

type AttributeChange = Extract<Happening, { kind: "attribute" }>;

/** What an event did to the profile, as far as it may trigger something. */
export interface ProfileChanges {
  /** Attributes whose value really changed. */
  readonly attributes: readonly AttributeChange[];
  /** Subscriptions asked for that wait for their confirmation, as events of their own. */
  readonly requests: readonly Event[];
}

/** Applies what the event says about the person. */
export function applyToProfile(turn: Turn, event: Event): ProfileChanges {
  noteSeen(turn, event);
  noteLocation(turn, event);
  const requests = applyConsent(turn, event);
  noteAddressTrouble(turn, event);
  noteAddressByHand(turn, event);
  return { attributes: applyAttributes(turn, event), requests };
}

function noteSeen(turn: Turn, event: Event): void {
  const { profile } = turn;
  const isNewest = profile.lastSeenAt === null || event.at >= profile.lastSeenAt;
  const timeZone = (isNewest ? event.context.timeZone : null) ?? profile.lastTimeZone;
  const country = (isNewest ? event.context.country : null) ?? profile.lastCountry;
  if (timeZone !== profile.lastTimeZone || country !== profile.lastCountry) turn.change({ lastTimeZone: timeZone, lastCountry: country });
  if (isNewest) noteDevice(turn, event);
  if (event.kind === "internal" || event.flags?.includes("imported")) return;
  if (profile.lastSeenAt === null || event.at > profile.lastSeenAt) turn.change({ lastSeenAt: event.at });
  if (profile.firstSeenAt === null || event.at < profile.firstSeenAt) turn.change({ firstSeenAt: event.at });
}

/** Locations have times of their own, so that one that comes late never takes the place of a newer one. */
function noteLocation(turn: Turn, { context, at }: Event): void {
  const told = locationOf(context, at);
  if (told !== null && at >= (turn.profile.lastLocation?.at ?? Number.NEGATIVE_INFINITY)) turn.change({ lastLocation: told });
}

/** What the person last used, as far as the event tells. */
function noteDevice(turn: Turn, { context }: Event): void {
  const { lastLocale = null, lastDevice = null } = turn.profile;
  const locale = typeof context.locale === "string" && context.locale !== "" ? context.locale.slice(0, 40) : lastLocale;
  const told = deviceOf(context) ?? lastDevice;
  const device = told?.type === lastDevice?.type && told?.os === lastDevice?.os ? lastDevice : told;
  if (locale !== lastLocale || device !== lastDevice) turn.change({ lastLocale: locale, lastDevice: device });
}

/**
 * What one profile's attributes may take up. The write key is public: without a bound anybody could grow one row without
 * end, and with it the batches of its whole bucket. The rest of the event is kept in the history all the same.
 */
const ATTRIBUTES_MAX = 1_000;
const ATTRIBUTES_CHARACTERS_MAX = 100_000;

/** By event time the last word wins, attribute by attribute: an older event only says what nobody has said since. */
function applyAttributes(turn: Turn, event: Event): AttributeChange[] {
  if (!event.attributes) return [];
  const { profile } = turn;
  const attributes: JsonObject = { ...profile.attributes };
  const attributeTimes = { ...profile.attributeTimes };
  const changes: AttributeChange[] = [];
  const fillsOnly = event.flags?.includes("fill_only") ?? false;
  for (const [name, after] of Object.entries(event.attributes)) {
    if (isComputed(turn, name) || isRankedByUs(turn, event, name)) continue;
    if (event.at < (attributeTimes[name] ?? Number.NEGATIVE_INFINITY)) continue;
    if (fillsOnly && Object.hasOwn(attributes, name)) continue;
    attributeTimes[name] = event.at;
    const before = Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null;
    if (sameJson(before, after)) continue;
    if (after === null) delete attributes[name];
    else attributes[name] = after;
    changes.push({ kind: "attribute", name, before, after, event });
  }
  if (changes.length > 0 && isTooMuch(attributes, attributeTimes)) return [];
  turn.change({ attributeTimes, attributesAt: Math.max(profile.attributesAt, event.at), ...(changes.length > 0 ? { attributes } : {}) });
  return changes;
}

/** A computed attribute is Beckon's own word: nobody else can write it. */
export function isComputed({ past }: Turn, name: string): boolean {
  return past.kept.some(({ index }) => index.computedNames.has(name));
}

/** So are scores and group, where people are ranked: only the ranking itself writes them. */
function isRankedByUs({ definitions }: Turn, { kind, name: event }: Event, name: string): boolean {
  const isOurs = kind === "internal" && event === INTERNAL.rfmScored;
  return !isOurs && Boolean(definitions.workspace.rfm) && isRfmAttribute(name);
}

function isTooMuch(attributes: JsonObject, times: Profile["attributeTimes"]): boolean {
  return Object.keys(times).length > ATTRIBUTES_MAX || JSON.stringify(attributes).length > ATTRIBUTES_CHARACTERS_MAX;
}

function sameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  return JSON.stringify(a) === JSON.stringify(b);
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
