import type { Definitions } from "../decide/decide.types.ts";
import { deriveId } from "../hash/hash.ts";
import type { JsonObject, JsonSchema } from "../json.ts";
import { newProfile } from "../profile/profile.ts";
import type { Reason } from "../send/send.ts";
import { formatInstant, type Instant, parseInstant } from "../time/instant.ts";
import { VirtualLife } from "./virtualLife.ts";

/** "Given these events at these times, then this mail at nine on Tuesday": a test of journeys and campaigns, beside their documents. */
export interface Scenario {
  readonly name: string;
  /** The person before the first event. */
  readonly profile?: JsonObject;
  /** Where mails go; null for somebody without an address. */
  readonly email?: string | null;
  readonly given: readonly { readonly at: string; readonly event: string; readonly properties?: JsonObject; readonly attributes?: JsonObject }[];
  /** Until when life is watched; forty days after the last event, where it is left out. */
  readonly until?: string;
  readonly expect: {
    /** Every message that is to leave, in order, and no other: the campaign's key, or the journey's with its step (`welcome-series/story`). */
    readonly sends?: readonly { readonly at: string; readonly message: string }[];
    /** Why people left or got no message, by key: `{ "welcome-series": ["completed"] }`. */
    readonly ends?: { readonly [key: string]: readonly Reason[] };
    /** Attributes at the end. */
    readonly attributes?: JsonObject;
  };
}

const instantText: JsonSchema = { type: "string", minLength: 10, maxLength: 40, title: "At", description: "An instant: 2026-10-24T09:00:00Z." };

export const scenarioSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Scenario",
  type: "object",
  properties: {
    name: { type: "string", minLength: 1, maxLength: 200, title: "Name" },
    profile: { type: "object", title: "Profile" },
    email: { type: ["string", "null"], title: "Email" },
    given: {
      type: "array",
      minItems: 1,
      maxItems: 1_000,
      title: "Given",
      items: {
        type: "object",
        properties: {
          at: instantText,
          event: { type: "string", minLength: 1, maxLength: 200 },
          properties: { type: "object" },
          attributes: { type: "object" },
        },
        required: ["at", "event"],
        additionalProperties: false,
      },
    },
    until: instantText,
    expect: {
      type: "object",
      title: "Expect",
      properties: {
        sends: {
          type: "array",
          items: {
            type: "object",
            properties: { at: instantText, message: { type: "string", minLength: 1 } },
            required: ["at", "message"],
            additionalProperties: false,
          },
        },
        ends: { type: "object", additionalProperties: { type: "array", items: { type: "string" } } },
        attributes: { type: "object" },
      },
      additionalProperties: false,
    },
  },
  required: ["name", "given", "expect"],
  additionalProperties: false,
} as const satisfies JsonSchema;

export interface PlayedLine {
  readonly at: string;
  readonly message: string;
}

export interface Played {
  readonly sends: readonly PlayedLine[];
  readonly ends: { readonly [key: string]: readonly Reason[] };
  readonly attributes: JsonObject;
}

const WATCHED_FOR = 40 * 24 * 60 * 60 * 1000;
const PLAYED_ID = "01900000-0000-7000-8000-00000000face";

/** Plays the scenario under the definitions, with a virtual clock. */
export function playScenario({ profile = {}, email = "someone@example.com", given, until }: Scenario, definitions: Definitions): Played {
  const start = instantOf(given[0]?.at ?? "");
  const nobody = newProfile(PLAYED_ID, definitions.workspace.id, start);
  const attributeTimes = Object.fromEntries(Object.keys(profile).map((name) => [name, start]));
  const life = new VirtualLife(
    { profile: { ...nobody, attributes: profile, attributeTimes }, enrollments: new Map(), addresses: email === null ? {} : { email }, isNew: true },
    definitions,
    start,
  );
  for (const [i, { at, event, properties = {}, attributes }] of given.entries()) {
    life.moveTo(instantOf(at));
    const id = deriveId(life.now, "scenario", String(i));
    const about = { id, kind: "track", name: event, properties, at: life.now, receivedAt: life.now, source: "api", messageId: id, context: {} } as const;
    life.feed({ kind: "event", event: { ...about, ...(attributes ? { attributes } : {}) } }, id);
  }
  life.moveTo(until === undefined ? life.now + WATCHED_FOR : instantOf(until));
  return playedOf(life, definitions);
}

function playedOf(life: VirtualLife, definitions: Definitions): Played {
  const ends: { [key: string]: Reason[] } = {};
  for (const { campaignId, endReason } of life.state.enrollments.values()) {
    const key = keyOf(campaignId, definitions);
    if (endReason !== null) ends[key] = [...(ends[key] ?? []), endReason];
  }
  return {
    sends: life.sends.filter(({ send }) => !send.holdout).map(({ send, at }) => ({ at: formatInstant(at), message: keyOf(send.campaignId, definitions) })),
    ends,
    attributes: life.state.profile.attributes,
  };
}

/** `abandoned-cart`, and of a journey's message `welcome-series/story`. */
function keyOf(campaignId: string, { campaigns, journeys }: Definitions): string {
  const campaign = campaigns.get(campaignId);
  const journey = journeys.get(campaign?.partOf?.journeyId ?? campaignId);
  if (campaign?.partOf) return `${journey?.document.key ?? ""}/${campaign.partOf.step}`;
  return journey?.document.key ?? campaign?.document.key ?? campaignId;
}

export interface Mismatch {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/** Where what happened differs from what was to happen; empty where it is as it should be. */
export function mismatches({ expect: wish }: Scenario, played: Played): Mismatch[] {
  const found: Mismatch[] = [];
  const compare = (what: string, expected: unknown, seen: unknown): void => {
    if (JSON.stringify(expected) !== JSON.stringify(seen)) found.push({ what, expected: JSON.stringify(expected), found: JSON.stringify(seen ?? null) });
  };
  const wanted = wish.sends?.map(({ at, message }) => `${formatInstant(instantOf(at))} ${message}`);
  if (wanted) {
    const seen = played.sends.map(({ at, message }) => `${at} ${message}`);
    for (let i = 0; i < Math.max(wanted.length, seen.length); i++) compare(`message ${i + 1}`, wanted[i] ?? "none", seen[i] ?? "none");
  }
  for (const [key, reasons] of Object.entries(wish.ends ?? {})) compare(`end of ${key}`, reasons, played.ends[key] ?? []);
  for (const [name, value] of Object.entries(wish.attributes ?? {})) compare(`attribute ${name}`, value, played.attributes[name]);
  return found;
}

/** @throws RangeError for what is no instant */
function instantOf(text: string): Instant {
  const at = parseInstant(text);
  if (at === null) throw new RangeError(`“${text}” is no instant; write it as 2026-10-24T09:00:00Z.`);
  return at;
}
