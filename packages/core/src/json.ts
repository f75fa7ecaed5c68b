/** Any value that JSON can carry: what attributes, properties and facts are made of. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A JSON object. */
export type JsonObject = { [key: string]: Json };

/** A JSON Schema (2020-12) as plain data. A kind publishes the schema of its own document beside its type. */
export type JsonSchema = { readonly [key: string]: unknown };

/** True for a plain object, false for arrays, null and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
