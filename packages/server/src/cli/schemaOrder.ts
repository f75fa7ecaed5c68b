import { isObject, type Json, type JsonObject, type JsonSchema } from "@beckon/core";

/**
 * The document with its keys in the order in which its schema tells them, which is the order in which it reads as a sentence.
 * The database does not keep the order of keys. What the schema does not name comes last.
 */
export function inSchemaOrder(document: JsonObject, schema: JsonSchema): JsonObject {
  return ordered(document, schema, (schema["$defs"] ?? {}) as Schemas) as JsonObject;
}

type Schemas = { readonly [name: string]: JsonSchema };

function ordered(value: Json, schema: JsonSchema, definitions: Schemas): Json {
  const shape = shapeFor(value, schema, definitions);
  const { properties = {}, items, additionalProperties } = shape as { properties?: Schemas; items?: JsonSchema; additionalProperties?: JsonSchema };
  if (Array.isArray(value)) return items === undefined ? value : value.map((item) => ordered(item, items, definitions));
  if (!isObject(value)) return value;
  const others = isSchema(additionalProperties) ? additionalProperties : {};
  const names = [
    ...Object.keys(properties).filter((name) => Object.hasOwn(value, name)),
    ...Object.keys(value).filter((name) => !Object.hasOwn(properties, name)),
  ];
  return Object.fromEntries(names.map((name) => [name, ordered(value[name] ?? null, properties[name] ?? others, definitions)]));
}

/** The schema itself, what it refers to, or of a choice the branch that knows most of the value's keys and fits its kind. */
function shapeFor(value: Json, schema: JsonSchema, definitions: Schemas): JsonSchema {
  const { $ref } = schema;
  if (typeof $ref === "string") return shapeFor(value, definitions[$ref.slice("#/$defs/".length)] ?? {}, definitions);
  const branches = (schema["oneOf"] ?? schema["anyOf"]) as readonly JsonSchema[] | undefined;
  if (branches === undefined) return schema;
  const shapes = branches.map((branch) => shapeFor(value, branch, definitions));
  return shapes.reduce((best, shape) => (fit(value, shape) > fit(value, best) ? shape : best), shapes[0] ?? {});
}

function fit(value: Json, schema: JsonSchema): number {
  if (!isObject(value)) return Array.isArray(value) && isSchema(schema["items"]) ? 1 : 0;
  const properties = (schema["properties"] ?? {}) as Schemas;
  const fixed = properties["kind"]?.["const"];
  if (fixed !== undefined && fixed !== value["kind"]) return 0;
  return Object.keys(value).filter((name) => Object.hasOwn(properties, name)).length;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null;
}
