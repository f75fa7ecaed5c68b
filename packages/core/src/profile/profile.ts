import type { ConsentState } from "../event/event.ts";
import type { JsonObject } from "../json.ts";
import type { Location } from "../place/place.ts";
import type { Instant } from "../time/instant.ts";

/** How many logical buckets all per-profile rows are spread over. Fixed for ever: rows and leases name it. */
export const BUCKETS = 256;

/** The bucket of a profile: the last byte of its id (random in a UUIDv7, so buckets fill evenly, and SQL can derive it too). */
export function bucketOf(profileId: string): number {
  return Number.parseInt(profileId.slice(-2), 16);
}

/** A person we may message, as `decide` sees them. */
export interface Profile {
  readonly id: string;
  readonly workspaceId: number;
  readonly attributes: JsonObject;
  /** Newest event time that wrote attributes. */
  readonly attributesAt: Instant;
  /** Event time of each attribute, and of each removed one: an older word never overwrites a newer one. */
  readonly attributeTimes: { readonly [name: string]: Instant };
  readonly consent: Consent;
  /** Event time of each word on consent, by `channel:email`, `topic:news` and `pause`. */
  readonly consentTimes: { readonly [key: string]: Instant };
  /** Until when the person wants no marketing, or null. */
  readonly pausedUntil: Instant | null;
  readonly session: Session | null;
  /** Slots of messages that count for frequency caps, newest last; older than the longest cap are dropped. */
  readonly sent: readonly SentSlot[];
  /** Addresses we must not use, by channel. */
  readonly suppressed: { readonly [channel: string]: Suppression };
  /** Open requests to delete the person, by id, with the time at which each is due. */
  readonly erasures: { readonly [erasureId: string]: Instant };
  /** Zone and country of the last activity that told them (SDK context or IP). */
  readonly lastTimeZone: string | null;
  readonly lastCountry: string | null;
  /** Language tag (`de-AT`) and device of the last activity that told them. The store writes both beside the country. */
  readonly lastLocale?: string | null;
  readonly lastDevice?: Device | null;
  /** The newest location that an event told, whenever it came. */
  readonly lastLocation?: Location | null;
  /** Instant of the next date trigger by campaign id, so that a changed date or zone can cancel and set anew. */
  readonly dateTimers: { readonly [campaignId: string]: Instant };
  readonly createdAt: Instant;
  readonly firstSeenAt: Instant | null;
  readonly lastSeenAt: Instant | null;
}

export interface Consent {
  readonly channels: { readonly [channel: string]: ConsentState };
  readonly topics: { readonly [topic: string]: ConsentState };
}

export interface Session {
  readonly id: string;
  readonly startedAt: Instant;
  readonly lastAt: Instant;
  /** The timer that is set for its end; later activity moves the end lazily when it fires. */
  readonly timerAt: Instant;
  /** How often each event happened in it; only events that some live trigger asks about, so the state stays small. */
  readonly events: { readonly [name: string]: number };
  /** Last properties of those events, for a trigger's filters and the message. */
  readonly last: { readonly [name: string]: JsonObject };
}

/** One message that takes up a slot of the frequency caps. Channel, topic and tags are frozen at the decision. */
export interface SentSlot {
  readonly sendId: string;
  readonly campaignId: string;
  readonly at: Instant;
  readonly channel: string;
  readonly topic: string | null;
  readonly tags: readonly string[];
}

export interface Device {
  readonly type: "phone" | "tablet" | "computer" | "other";
  /** `ios`, `android`, `windows`, `macos`, `linux`, or whatever the sender called it, in lower case. */
  readonly os: string | null;
}

export interface Suppression {
  readonly address: string;
  readonly reason: "hard_bounce" | "complaint" | "manual";
  readonly at: Instant;
}

/** A profile nobody has heard of yet. */
export function newProfile(id: string, workspaceId: number, at: Instant): Profile {
  return {
    id,
    workspaceId,
    attributes: {},
    attributesAt: 0,
    attributeTimes: {},
    consent: { channels: {}, topics: {} },
    consentTimes: {},
    pausedUntil: null,
    session: null,
    sent: [],
    suppressed: {},
    erasures: {},
    lastTimeZone: null,
    lastCountry: null,
    dateTimers: {},
    createdAt: at,
    firstSeenAt: null,
    lastSeenAt: null,
  };
}
