import { isObject, type Json, type JsonObject } from "@beckon/core";
import type { Identifier } from "../engine/incoming.ts";

/** Strongest first; others come between these and the last two, which belong to a device that people may share. */
const STRENGTH: { readonly [kind: string]: number } = { user_id: 0, email: 1, phone: 2, stripe_customer_id: 3, device_token: 8, anonymous_id: 9 };
const OTHER_STRENGTH = 5;

/** `context.externalIds` of these types are nobody's name. */
const NOT_PERSONS = new Set(["group_id", "groupId", "account_id", "cross_domain_id"]);

/** Everything in a call that says whose it is, strongest first. Group ids name a company and are none. */
export function segmentIdentifiers(type: string, item: JsonObject, context: JsonObject): readonly Identifier[] {
  const found: Identifier[] = [];
  add(found, "user_id", item["userId"]);
  if (type === "alias") {
    // The former name may be either: known as a user id it is a person of its own, else it is the device's.
    add(found, "user_id", item["previousId"]);
    add(found, "anonymous_id", item["previousId"]);
  }
  add(found, "anonymous_id", item["anonymousId"]);
  if (isObject(item["traits"]) && type !== "group") addTraits(found, item["traits"]);
  if (isObject(context["traits"])) addTraits(found, context["traits"]);
  if (isObject(context["device"])) add(found, "device_token", context["device"]["token"]);
  if (Array.isArray(context["externalIds"])) for (const external of context["externalIds"]) addExternal(found, external);
  return found.length < 2 ? found : found.sort((a, b) => strengthOf(a) - strengthOf(b));
}

function addTraits(found: Identifier[], traits: JsonObject): void {
  add(found, "email", traits["email"]);
  add(found, "phone", traits["phone"]);
  add(found, "stripe_customer_id", traits["stripe_customer_id"] ?? traits["stripeCustomerId"]);
}

function addExternal(found: Identifier[], external: Json): void {
  if (!isObject(external) || typeof external["type"] !== "string") return;
  const type = external["type"].trim();
  if (!/^[\w.:-]{1,60}$/.test(type) || NOT_PERSONS.has(type)) return;
  if (external["collection"] !== undefined && external["collection"] !== "users") return;
  add(found, type, external["id"]);
}

function add(found: Identifier[], kind: string, value: Json | undefined): void {
  if (typeof value === "string") found.push({ kind, value });
  else if (typeof value === "number") found.push({ kind, value: String(value) });
}

function strengthOf({ kind }: Identifier): number {
  return STRENGTH[kind] ?? OTHER_STRENGTH;
}
