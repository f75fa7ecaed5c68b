import type { RegistryProperty } from "@beckon/contract";
import type { JsonObject } from "@beckon/core";

/** A JSON Schema that everything seen so far fits: each property with the types that it had. Nested paths are left to the author. */
export function schemaFromSamples(properties: readonly RegistryProperty[]): JsonObject {
  const top = properties.filter((property) => !property.name.includes("."));
  return {
    type: "object",
    properties: Object.fromEntries(top.map((property) => [property.name, { type: oneOrMany(Object.keys(property.types)) }])),
    required: [],
    additionalProperties: true,
  };
}

function oneOrMany(types: readonly string[]): string | string[] {
  return types.length === 1 ? types[0]! : [...types];
}
