import { type ConsentChange, type ConsentState, isObject, type Json, type JsonObject } from "@beckon/core";

/**
 * Consent has no place in Segment's spec, so these are ours:
 * - traits `subscribed: true|false` or `unsubscribed: true|false` (as Customer.io has it): the channel `email`;
 * - `context.consent` or traits `consent`: `{ channels: { email: true }, topics: { news: "unsubscribed" } }`, each `true`,
 *   `false`, `subscribed` or `unsubscribed`.
 */
export function segmentConsent(traits: JsonObject | null, context: JsonObject): ConsentChange | undefined {
  const channels: { [channel: string]: ConsentState } = {};
  const topics: { [topic: string]: ConsentState } = {};
  for (const said of [context["consent"], traits?.["consent"]]) {
    if (!isObject(said)) continue;
    readStates(said["channels"], channels);
    readStates(said["topics"], topics);
  }
  if (typeof traits?.["subscribed"] === "boolean") channels["email"] = traits["subscribed"] ? "subscribed" : "unsubscribed";
  if (typeof traits?.["unsubscribed"] === "boolean") channels["email"] = traits["unsubscribed"] ? "unsubscribed" : "subscribed";
  const hasChannels = Object.keys(channels).length > 0;
  const hasTopics = Object.keys(topics).length > 0;
  if (!hasChannels && !hasTopics) return undefined;
  return { by: "api", ...(hasChannels ? { channels } : {}), ...(hasTopics ? { topics } : {}) };
}

/** Traits that were read as consent are no attributes: an attribute would still say `subscribed` after the person has left. */
export function withoutConsent(traits: JsonObject): JsonObject {
  const { subscribed, unsubscribed, consent, ...rest } = traits;
  if (subscribed !== undefined && typeof subscribed !== "boolean") rest["subscribed"] = subscribed;
  if (unsubscribed !== undefined && typeof unsubscribed !== "boolean") rest["unsubscribed"] = unsubscribed;
  if (consent !== undefined && !isObject(consent)) rest["consent"] = consent;
  return rest;
}

function readStates(said: Json | undefined, into: { [name: string]: ConsentState }): void {
  if (!isObject(said)) return;
  for (const [name, value] of Object.entries(said)) {
    if (value === true || value === "subscribed") into[name] = "subscribed";
    else if (value === false || value === "unsubscribed") into[name] = "unsubscribed";
  }
}
