import { formatInstant, type Instant, isObject, type Json, type JsonObject, SECOND } from "@beckon/core";

/** Furthest instant a Date can hold (ECMA-262, 21.4.1.1). */
const LAST_INSTANT = 8.64e15;

/**
 * Stripe's payloads differ by API version of the endpoint, so nothing in them is taken for granted:
 * every reader answers null for what is absent or of another type, and none throws.
 */
export function at(value: Json | undefined, ...path: readonly (string | number)[]): Json {
  let here: Json | undefined = value;
  for (const step of path) {
    if (Array.isArray(here) && typeof step === "number") here = here[step];
    else if (isObject(here) && typeof step === "string" && Object.hasOwn(here, step)) here = here[step];
    else return null;
  }
  return here ?? null;
}

/** A text with something in it, or null. */
export function textAt(value: Json | undefined, ...path: readonly (string | number)[]): string | null {
  const found = at(value, ...path);
  return typeof found === "string" && found.trim() !== "" ? found : null;
}

export function numberAt(value: Json | undefined, ...path: readonly (string | number)[]): number | null {
  const found = at(value, ...path);
  return typeof found === "number" && Number.isFinite(found) ? found : null;
}

export function booleanAt(value: Json | undefined, ...path: readonly (string | number)[]): boolean | null {
  const found = at(value, ...path);
  return typeof found === "boolean" ? found : null;
}

/** An object, or an empty one. */
export function objectAt(value: Json | undefined, ...path: readonly (string | number)[]): JsonObject {
  const found = at(value, ...path);
  return isObject(found) ? found : {};
}

/** The objects of a list, whether it came as an array or as Stripe's `{ object: "list", data: [] }`. */
export function listAt(value: Json | undefined, ...path: readonly (string | number)[]): JsonObject[] {
  const found = at(value, ...path);
  const items = isObject(found) ? found.data : found;
  return Array.isArray(items) ? items.filter(isObject) : [];
}

/** The id of a reference, which Stripe sends as a text or, expanded, as the object itself. */
export function idAt(value: Json | undefined, ...path: readonly (string | number)[]): string | null {
  return textAt(value, ...path) ?? textAt(value, ...path, "id");
}

/** Stripe's Unix seconds as an instant. */
export function instantAt(value: Json | undefined, ...path: readonly (string | number)[]): Instant | null {
  const seconds = numberAt(value, ...path);
  if (seconds === null || Math.abs(seconds * SECOND) > LAST_INSTANT) return null;
  return Math.round(seconds * SECOND);
}

/** Stripe's Unix seconds as ISO 8601 text, as dates are in properties. */
export function dateAt(value: Json | undefined, ...path: readonly (string | number)[]): string | null {
  const instant = instantAt(value, ...path);
  return instant === null ? null : formatInstant(instant);
}

/** Without the keys that hold nothing, so that a filter "is set" means what it says. */
export function present(properties: { readonly [name: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter((entry): entry is [string, Json] => entry[1] !== null && entry[1] !== undefined));
}
