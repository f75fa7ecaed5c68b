import { createHash, randomUUID } from "node:crypto";
import { type EventKind, type Instant, isObject, type JsonObject } from "@beckon/core";
import type { EventProblem, EventProblemCode } from "../engine/eventCheck.ts";
import type { IncomingEvent } from "../engine/incoming.ts";
import { boundsProblem } from "./segmentBounds.ts";
import { segmentConsent, withoutConsent } from "./segmentConsent.ts";
import { type Caller, segmentContext } from "./segmentContext.ts";
import { segmentIdentifiers } from "./segmentIdentifiers.ts";
import { correctedTime, readInstant } from "./segmentTime.ts";

export const SEGMENT = "segment";

/** What a request says about all its events. */
export interface SegmentEnvelope {
  readonly workspaceId: number;
  readonly receivedAt: Instant;
  readonly sentAt: Instant | null;
  readonly caller: Caller;
  /** `context` and `integrations` of a batch, under those of each event. */
  readonly context: JsonObject | null;
  readonly integrations: JsonObject | null;
}

/** Segment's names for the calls, and the names under which they join a profile's history. */
const CALLS: { readonly [type: string]: { readonly kind: EventKind; readonly name: string } } = {
  track: { kind: "track", name: "" },
  identify: { kind: "identify", name: "Profile Identified" },
  page: { kind: "page", name: "Page Viewed" },
  screen: { kind: "screen", name: "Screen Viewed" },
  group: { kind: "group", name: "Group Joined" },
  alias: { kind: "alias", name: "Profile Aliased" },
};

const MAX_MESSAGE_ID_LENGTH = 99;

/**
 * Turns one call of Segment's tracking API into our event, or says what is wrong with it.
 * @param item one parsed event; it is ours to change
 * @param type what the route says; in a batch each item says it itself
 */
export function segmentEvent(item: unknown, type: string | null, envelope: SegmentEnvelope): IncomingEvent | EventProblem {
  if (!isObject(item)) return problem("not_an_object", "", "An event is a JSON object.");
  const tooMuch = boundsProblem(item);
  if (tooMuch) return tooMuch;
  const callType = type ?? item["type"];
  const call = typeof callType === "string" && Object.hasOwn(CALLS, callType) ? CALLS[callType] : undefined;
  if (call === undefined)
    return problem("unknown_type", "type", `The type is ${JSON.stringify(callType) ?? "missing"}; it is one of ${Object.keys(CALLS).join(", ")}.`);
  const wrong = wrongType(item);
  if (wrong) return wrong;
  return eventOf(call, item, envelope);
}

function eventOf(call: { readonly kind: EventKind; readonly name: string }, item: JsonObject, envelope: SegmentEnvelope): IncomingEvent | EventProblem {
  const { kind } = call;
  const name = kind === "track" ? item["event"] : call.name;
  if (typeof name !== "string" || name.trim() === "")
    return problem("no_event_name", "event", "A track call names its event: set `event` to a text such as `Order Completed`.");
  const context = contextOf(item, envelope);
  const traits = (item["traits"] ?? null) as JsonObject | null;
  const said = kind === "group" ? null : traits;
  const sentAt = envelope.sentAt ?? readInstant(item["sentAt"]);
  const { at, flags } = correctedTime(item["originalTimestamp"] ?? item["timestamp"], sentAt, envelope.receivedAt);
  const attributes = attributesOf(kind === "track" || kind === "group" ? null : traits, context);
  const consent = segmentConsent(said, context);
  return {
    workspaceId: envelope.workspaceId,
    source: SEGMENT,
    messageId: messageIdOf(item["messageId"]),
    kind,
    name,
    properties: propertiesOf(kind, item),
    ...(attributes ? { attributes } : undefined),
    ...(consent ? { consent } : undefined),
    identifiers: segmentIdentifiers(kind, item, context),
    at,
    context: segmentContext(context, integrationsOf(item, envelope), envelope.caller),
    ...(flags.length > 0 ? { flags } : undefined),
  };
}

function problem(code: EventProblemCode, path: string, message: string): EventProblem {
  return { code, path, message };
}

/** Where Segment's spec promises an object or a text and something else came. */
function wrongType(item: JsonObject): EventProblem | null {
  for (const key of ["properties", "traits", "context"] as const) {
    const value = item[key];
    if (value !== undefined && value !== null && !isObject(value)) return problem("wrong_type", key, `\`${key}\` is ${kindOf(value)}; it must be an object.`);
  }
  for (const key of ["userId", "anonymousId", "previousId", "groupId"] as const) {
    const value = item[key];
    if (value !== undefined && value !== null && typeof value !== "string" && typeof value !== "number") {
      return problem("wrong_type", key, `\`${key}\` is ${kindOf(value)}; it must be a text.`);
    }
  }
  return null;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function contextOf(item: JsonObject, envelope: SegmentEnvelope): JsonObject {
  const own = item["context"];
  if (envelope.context === null) return isObject(own) ? own : {};
  return isObject(own) ? { ...envelope.context, ...own } : { ...envelope.context };
}

function integrationsOf(item: JsonObject, envelope: SegmentEnvelope): JsonObject | undefined {
  const own = isObject(item["integrations"]) ? item["integrations"] : undefined;
  return envelope.integrations === null ? own : { ...envelope.integrations, ...own };
}

/** Traits in the context are what mobile libraries send along with every call; those of the call itself come over them. */
function attributesOf(traits: JsonObject | null, context: JsonObject): JsonObject | undefined {
  const along = isObject(context["traits"]) ? context["traits"] : null;
  if (along === null) return traits === null ? undefined : withoutConsent(traits);
  const { userId, anonymousId, ...attributes } = { ...along, ...traits };
  return withoutConsent(attributes as JsonObject);
}

function propertiesOf(kind: EventKind, item: JsonObject): JsonObject {
  const given = (item["properties"] ?? {}) as JsonObject;
  if (kind === "page" || kind === "screen") {
    const { name, category } = item;
    return { ...given, ...(typeof name === "string" ? { name } : undefined), ...(typeof category === "string" ? { category } : undefined) };
  }
  if (kind === "group") return { ...(item["traits"] as JsonObject | null | undefined), group_id: item["groupId"] ?? null };
  if (kind === "alias") return { previous_id: item["previousId"] ?? null };
  return given;
}

/** An id that is too long is stood in for by its hash, so that a repeat of it is still a repeat; without one there is none. */
function messageIdOf(id: unknown): string {
  if (typeof id === "number") return String(id);
  if (typeof id !== "string" || id === "") return `beckon-${randomUUID()}`;
  return id.length <= MAX_MESSAGE_ID_LENGTH ? id : `sha256-${createHash("sha256").update(id).digest("hex")}`;
}
