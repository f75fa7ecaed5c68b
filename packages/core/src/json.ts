/** Any value that JSON can carry: what attributes, properties and facts are made of. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A JSON object. */
export type JsonObject = { [key: string]: Json };

/** A JSON Schema (2020-12) as plain data. A kind publishes the schema of its own document beside its type. */
export type JsonSchema = { readonly [key: string]: unknown };

/** Whether there is anything below so many levels of objects and lists. Without recursion: what is asked may be deep enough to end it. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  let layer = [value].filter(isContainer);
  for (let level = 0; layer.length > 0; level += 1) {
    if (level >= levels) return true;
    layer = layer.flatMap((container) => Object.values(container)).filter(isContainer);
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** True for a plain object, false for arrays, null and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
