import type { JsonObject } from "@beckon/core";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { type SchemaFinding, sentenceOf } from "./schemaSentence.ts";

/** A schema that people fix is compiled into code, so its size and its patterns are bounded. */
const MAX_SCHEMA_BYTES = 64 * 1024;
const MAX_PATTERN_LENGTH = 300;

export type EventSchema = (properties: JsonObject) => { readonly path: string; readonly problem: string } | null;

/**
 * Compiles a JSON Schema (2020-12, or draft-07 where `$schema` says so) of an event's properties.
 * @returns a check that answers the first violation or null; a text that says what is wrong with the schema
 */
export function compileEventSchema(schema: JsonObject): EventSchema | string {
  const text = JSON.stringify(schema);
  if (text.length > MAX_SCHEMA_BYTES) return `it has ${text.length} bytes; ${MAX_SCHEMA_BYTES} are allowed`;
  const pattern = dangerousPattern(schema);
  if (pattern !== null)
    return `the pattern ${JSON.stringify(pattern.slice(0, 100))} could run for ever; repeat nothing that repeats itself, and stay under ${MAX_PATTERN_LENGTH} characters`;
  try {
    const validate = compile(schema);
    return (properties) => (validate(properties) ? null : violation(validate.errors ?? []));
  } catch (error) {
    return (error as Error).message;
  }
}

/** A compiler for each schema: one that is freed leaves nothing behind. It loads no foreign schema, so `$ref` stays inside. */
function compile(schema: JsonObject): ValidateFunction {
  const Compiler = String(schema["$schema"] ?? "").includes("draft-07") ? Ajv : Ajv2020;
  const ajv = new Compiler({ strict: false, allErrors: false, validateFormats: true, addUsedSchema: false, logger: false });
  formats.default(ajv as Ajv);
  return ajv.compile(schema);
}

function violation(errors: readonly ErrorObject[]): { path: string; problem: string } {
  const { path, problem } = sentenceOf(errors as readonly SchemaFinding[] as SchemaFinding[], "properties");
  return { path: path ?? "properties", problem };
}

/** Finds a regular expression that could take exponential time: long, or a repetition within a repetition. */
function dangerousPattern(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  for (const [key, member] of Object.entries(value)) {
    if (key === "pattern" && typeof member === "string" && isDangerous(member)) return member;
    if (key === "patternProperties" && typeof member === "object" && member !== null) {
      const name = Object.keys(member).find(isDangerous);
      if (name !== undefined) return name;
    }
    const inside = dangerousPattern(member);
    if (inside !== null) return inside;
  }
  return null;
}

function isDangerous(pattern: string): boolean {
  return (
    pattern.length > MAX_PATTERN_LENGTH || /\([^)]*[+*}][^)]*\)\s*[+*{]/.test(pattern) || /\([^)]*\|[^)]*\)\s*[+*{]/.test(pattern) || /\\[1-9]/.test(pattern)
  );
}
