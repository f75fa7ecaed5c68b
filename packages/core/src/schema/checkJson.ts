import { isObject, type JsonSchema } from "../json.ts";
import { didYouMean } from "./nearest.ts";
import { at, error, type Problem } from "./problem.ts";

type Schema = JsonSchema | boolean;
type Schemas = { readonly [name: string]: JsonSchema };

/** Deeper documents are made by programs that mean harm: judging recurses as deep as the document. */
const DEPTH_MAX = 40;
/** Enough to see what is wrong; a document of another kind altogether would give thousands. */
const PROBLEMS_MAX = 50;
/** Fields by which the documents of a union say which of them they are. */
const TELLING = ["kind", "channel", "format"] as const;

/**
 * Checks a value by a JSON Schema, in sentences that mend. It knows the words that our schemas use, and unlike a general
 * validator it says for a union of kinds what is wrong with the kind that was meant, not that none of seven fits.
 *
 * @param definitions what `$ref: "#/$defs/<name>"` refers to
 */
export function checkJson(schema: JsonSchema, value: unknown, definitions: Schemas, path = ""): Problem[] {
  return new Checker(definitions).check(schema, value, path, 0).slice(0, PROBLEMS_MAX);
}

class Checker {
  readonly #definitions: Schemas;

  constructor(definitions: Schemas) {
    this.#definitions = definitions;
  }

  check(schema: Schema, value: unknown, path: string, depth: number): Problem[] {
    if (schema === true) return [];
    if (schema === false) return [error(path, "not_allowed", `${named(path)} is not used here; leave it out.`)];
    if (depth > DEPTH_MAX) return [error(path, "too_deep", `${named(path)} is nested more than ${DEPTH_MAX} levels deep.`)];
    const { $ref } = schema;
    if (typeof $ref === "string") return this.check(this.#definitions[$ref.slice("#/$defs/".length)] ?? {}, value, path, depth);
    const wrongType = this.#checkType(schema, value, path);
    if (wrongType) return [wrongType];
    return [
      ...this.#checkUnion(schema, value, path, depth),
      ...checkScalar(schema, value, path),
      ...(Array.isArray(value) ? this.#checkList(schema, value, path, depth) : []),
      ...(isObject(value) ? this.#checkFields(schema, value, path, depth) : []),
      ...this.#checkRules(schema, value, path, depth),
    ];
  }

  #checkType(schema: JsonSchema, value: unknown, path: string): Problem | null {
    const types = typesOf(schema);
    if (types.length === 0 || types.some((type) => isOfType(type, value))) return null;
    return error(path, "wrong_type", `${named(path)} must be ${types.map((type) => TYPE_WORDS[type] ?? type).join(" or ")}${hint(schema)}.`);
  }

  /** Of a union of kinds only the kind that the value names is asked; of another union the one that fits best. */
  #checkUnion(schema: JsonSchema, value: unknown, path: string, depth: number): Problem[] {
    const branches = (schema["oneOf"] ?? schema["anyOf"]) as readonly JsonSchema[] | undefined;
    if (branches === undefined) return [];
    const word = TELLING.find((name) => branches.every((branch) => constantOf(branch, name) !== undefined));
    if (word !== undefined) return this.#checkKind(branches, word, value, path, depth);
    const results = branches.map((branch) => this.check(branch, value, path, depth));
    if (results.some((problems) => problems.length === 0)) return [];
    const fitting = branches.map((branch, i) => ({ branch, problems: results[i]! })).filter(({ branch }) => fitsShape(branch, value));
    if (fitting.length === 1) return fitting[0]!.problems;
    return [error(path, "wrong_value", `${named(path)} must be ${branches.map((branch) => wordsFor(branch)).join(" or ")}.`)];
  }

  #checkKind(branches: readonly JsonSchema[], word: string, value: unknown, path: string, depth: number): Problem[] {
    const kinds = branches.map((branch) => constantOf(branch, word) ?? "");
    if (!isObject(value)) return [error(path, "wrong_type", `${named(path)} must be an object with a “${word}”: ${kinds.join(", ")}.`)];
    const kind = value[word];
    if (typeof kind !== "string") return [error(at(path, word), "missing_field", `${named(path)} needs a “${word}”: ${kinds.join(", ")}.`)];
    const index = kinds.indexOf(kind);
    if (index < 0)
      return [error(at(path, word), "unknown_kind", `There is no ${word} “${shown(kind)}” here.${didYouMean(kind, kinds)} Known are ${kinds.join(", ")}.`)];
    return this.check(branches[index]!, value, path, depth);
  }

  #checkList(schema: JsonSchema, list: readonly unknown[], path: string, depth: number): Problem[] {
    const { minItems, maxItems, items, uniqueItems } = schema as { minItems?: number; maxItems?: number; items?: Schema; uniqueItems?: boolean };
    if (minItems !== undefined && list.length < minItems)
      return [error(path, "too_few", `${named(path)} needs at least ${minItems} ${minItems === 1 ? "entry" : "entries"}.`)];
    if (maxItems !== undefined && list.length > maxItems)
      return [error(path, "too_many", `${named(path)} may have at most ${maxItems} entries; it has ${list.length}.`)];
    if (uniqueItems && new Set(list.map((item) => JSON.stringify(item))).size < list.length)
      return [error(path, "repeated", `${named(path)} names something twice.`)];
    return items === undefined ? [] : list.flatMap((item, i) => this.check(items, item, at(path, i), depth + 1));
  }

  #checkFields(schema: JsonSchema, value: { readonly [name: string]: unknown }, path: string, depth: number): Problem[] {
    const {
      properties = {},
      required = [],
      additionalProperties = true,
      propertyNames,
    } = schema as {
      properties?: { readonly [name: string]: Schema };
      required?: readonly string[];
      additionalProperties?: Schema;
      propertyNames?: Schema;
    };
    const problems: Problem[] = [];
    for (const name of required) {
      if (!has(value, name)) problems.push(error(at(path, name), "missing_field", `${named(path)} needs “${name}”${hint(properties[name])}.`));
    }
    for (const [name, field] of Object.entries(value)) {
      if (field === undefined) continue;
      const known = Object.hasOwn(properties, name) ? properties[name]! : additionalProperties;
      if (known === false && !Object.hasOwn(properties, name))
        problems.push(
          error(
            at(path, name),
            "unknown_field",
            `“${shown(name)}” is not known ${path === "" ? "here" : `in ${named(path)}`}.${didYouMean(name, Object.keys(properties))}`,
          ),
        );
      else problems.push(...this.check(known, field, at(path, name), depth + 1));
      if (propertyNames !== undefined && !Object.hasOwn(properties, name)) problems.push(...this.check(propertyNames, name, at(path, name), depth + 1));
    }
    return [...problems, ...checkCount(schema, value, path)];
  }

  #checkRules(schema: JsonSchema, value: unknown, path: string, depth: number): Problem[] {
    const problems = ((schema["allOf"] ?? []) as readonly JsonSchema[]).flatMap((rule) => this.check(rule, value, path, depth));
    const { if: condition, then } = schema as { if?: Schema; then?: Schema };
    if (condition !== undefined && then !== undefined && this.check(condition, value, path, depth).length === 0)
      problems.push(...this.check(then, value, path, depth));
    return problems;
  }
}

function checkScalar(schema: JsonSchema, value: unknown, path: string): Problem[] {
  const {
    const: only,
    enum: choices,
    minLength,
    maxLength,
    pattern,
    minimum,
    maximum,
  } = schema as {
    const?: unknown;
    enum?: readonly unknown[];
    minLength?: number;
    maxLength?: number;
    pattern?: string;
    minimum?: number;
    maximum?: number;
  };
  if (only !== undefined && value !== only) return [error(path, "wrong_value", `${named(path)} must be “${String(only)}”.`)];
  if (choices !== undefined && !choices.includes(value)) {
    const names = choices.map(String);
    return [
      error(
        path,
        "wrong_value",
        `${named(path)} cannot be “${shown(value)}”.${typeof value === "string" ? didYouMean(value, names) : ""} It is one of ${names.join(", ")}.`,
      ),
    ];
  }
  if (typeof value === "string") {
    if (minLength !== undefined && value.length < minLength) return [error(path, "too_short", `${named(path)} must not be empty.`)];
    if (maxLength !== undefined && value.length > maxLength)
      return [error(path, "too_long", `${named(path)} may have at most ${maxLength} characters; it has ${value.length}.`)];
    if (pattern !== undefined && !new RegExp(pattern, "u").test(value))
      return [error(path, "bad_format", `${named(path)} cannot be “${shown(value)}”${hint(schema)}.`)];
  }
  if (typeof value === "number") {
    if (minimum !== undefined && value < minimum) return [error(path, "too_small", `${named(path)} must be at least ${minimum}.`)];
    if (maximum !== undefined && value > maximum) return [error(path, "too_large", `${named(path)} must be at most ${maximum}.`)];
  }
  return [];
}

/** A field that is undefined is as one left out: documents made in memory have such. */
function has(value: { readonly [name: string]: unknown }, name: string): boolean {
  return Object.hasOwn(value, name) && value[name] !== undefined;
}

function checkCount(schema: JsonSchema, value: { readonly [name: string]: unknown }, path: string): Problem[] {
  const { minProperties, maxProperties } = schema as { minProperties?: number; maxProperties?: number };
  const count = Object.keys(value).filter((name) => has(value, name)).length;
  if ((minProperties === undefined || count >= minProperties) && (maxProperties === undefined || count <= maxProperties)) return [];
  const most = maxProperties === undefined ? "" : ` and at most ${maxProperties}`;
  return [error(path, "wrong_fields", `${named(path)} must have at least ${minProperties ?? 0}${most} fields${hint(schema)}.`)];
}

const TYPE_WORDS: { readonly [type: string]: string } = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "an object",
  array: "a list",
  null: "null",
};

function typesOf({ type }: JsonSchema): readonly string[] {
  return type === undefined ? [] : Array.isArray(type) ? (type as string[]) : [type as string];
}

function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    case "null":
      return value === null;
    case "integer":
      return Number.isInteger(value);
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

function constantOf({ properties }: JsonSchema, name: string): string | undefined {
  return (properties as { readonly [name: string]: { readonly const?: string } } | undefined)?.[name]?.const;
}

/** Whether the value has the type of the branch and, for objects, all the fields it must have. */
function fitsShape(branch: JsonSchema, value: unknown): boolean {
  if (!typesOf(branch).some((type) => isOfType(type, value))) return false;
  const required = (branch["required"] ?? []) as readonly string[];
  return !isObject(value) || required.every((name) => has(value, name));
}

function wordsFor(branch: JsonSchema): string {
  const required = branch["required"] as readonly string[] | undefined;
  if (required) return `an object with ${required.map((name) => `“${name}”`).join(" and ")}`;
  return typesOf(branch)
    .map((type) => TYPE_WORDS[type] ?? type)
    .join(" or ");
}

function named(path: string): string {
  return path === "" ? "The document" : `“${path}”`;
}

/** What the schema says of itself, for the end of a sentence. */
function hint(schema: Schema | undefined): string {
  const about = typeof schema === "object" ? schema["description"] : undefined;
  return typeof about === "string" ? ` (${about.replace(/\.$/, "")})` : "";
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
