import type { Json, JsonSchema } from "../json.ts";
import { describeDuration, durationSchema } from "../time/duration.ts";
import { earliest, type Instant } from "../time/instant.ts";
import type { ConditionNode, Finding, Operand, OperandReference, Subject } from "./condition.ts";
import { type Comparing, isOperator, OPERATOR_NAMES, OPERATORS, type OperatorName, positiveOf, type Takes } from "./operators.ts";
import { valueAt } from "./path.ts";

/** The right-hand half of a condition: an operator and what it compares with. */
export interface Comparison {
  readonly op: OperatorName;
  readonly value?: Operand;
  /** Compare text without regard to upper and lower case. Default false. */
  readonly ignoreCase?: boolean;
}

/** What a comparison may look at. */
export type ComparisonSubject = Pick<Subject, "attributes" | "properties" | "entry" | "now" | "timeZone">;

/** Whether the value found fits, and the finding to show for it. `name` says what was looked at, in words. */
export function judgeComparison(node: Comparison & ConditionNode, name: string, found: Json | undefined, subject: ComparisonSubject): Finding {
  const condition = sentenceOf(node, name);
  const { value } = node;
  if (!isReference(value)) return { holds: compare(found, node, value, subject), condition, found: brief(found) };
  const against = resolve(value, subject);
  return { holds: compare(found, node, against, subject), condition, found: brief(found), against: brief(against) };
}

/** Whether the value fits the comparison. */
export function fits(found: Json | undefined, comparison: Comparison, subject: ComparisonSubject): boolean {
  const { value } = comparison;
  return compare(found, comparison, isReference(value) ? resolve(value, subject) : value, subject);
}

function compare(left: Json | undefined, comparison: Comparison, right: Json | undefined, subject: ComparisonSubject): boolean {
  const comparing: Comparing = { now: subject.now, timeZone: subject.timeZone, ignoreCase: comparison.ignoreCase === true };
  return anyFits(comparison.op, left, right, comparing);
}

function anyFits(op: OperatorName, left: Json | undefined, right: Json | undefined, comparing: Comparing): boolean {
  if (!isOperator(op)) return false;
  const operator = OPERATORS[op];
  if (operator.negates !== undefined) return !anyFits(operator.negates, left, right, comparing);
  if (left === undefined || left === null) return false;
  if (Array.isArray(left)) return left.some((element) => anyFits(op, element, right, comparing));
  if (operator.takes === "none") return operator.fits!(left, null, comparing);
  if (right === undefined || right === null) return false;
  if (Array.isArray(right) && operator.takes !== "range") return right.some((element) => anyFits(op, left, element, comparing));
  return operator.fits!(left, right, comparing);
}

/** The earliest instant after `now` at which the comparison may come out differently by time alone, or null. */
export function comparisonLapse(comparison: Comparison, left: Json | undefined, subject: ComparisonSubject): Instant | null {
  const { op, value } = comparison;
  const turns = isOperator(op) ? OPERATORS[positiveOf(op)].turns : undefined;
  const right = isReference(value) ? resolve(value, subject) : value;
  if (turns === undefined || right === undefined || right === null) return null;
  const comparing: Comparing = { now: subject.now, timeZone: subject.timeZone, ignoreCase: false };
  return earliest(elements(left).flatMap((one) => turns(one, right, comparing).filter((at) => at > subject.now)));
}

/** The value, or what a list holds, however deep. */
function elements(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap(elements);
  return value === undefined || value === null ? [] : [value];
}

export function isReference(value: Operand | undefined): value is OperandReference {
  return typeof value === "object" && value !== null && !Array.isArray(value) && typeof value.from === "string" && typeof value.name === "string";
}

/** The value that a reference names. */
export function resolve(reference: OperandReference, subject: Pick<ComparisonSubject, "attributes" | "properties" | "entry">): Json | undefined {
  switch (reference.from) {
    case "attribute":
      return valueAt(subject.attributes, reference.name);
    case "property":
      return valueAt(subject.properties, reference.name);
    case "entry":
      return subject.entry === null ? undefined : valueAt(subject.entry, reference.name);
  }
}

const TEXT_MAX = 200;
const ELEMENTS_MAX = 10;

/** The value as the decision log keeps it: enough to understand, not a copy of the cart. */
function brief(value: Json | undefined): Json {
  if (value === undefined) return null;
  if (typeof value === "string") return value.length > TEXT_MAX ? `${value.slice(0, TEXT_MAX)}…` : value;
  if (Array.isArray(value)) return value.length > ELEMENTS_MAX ? [...value.slice(0, ELEMENTS_MAX).map(brief), "…"] : value.map(brief);
  return typeof value === "object" && value !== null ? "{…}" : value;
}

const sentences = new WeakMap<object, string>();

/** `total is at least 100`. Documents do not change, so each is put in words once. */
export function sentenceOf(node: Comparison, name: string): string {
  const known = sentences.get(node);
  if (known !== undefined) return known;
  const sentence = describeComparison(node, name);
  sentences.set(node, sentence);
  return sentence;
}

export function describeComparison(comparison: Comparison, name: string): string {
  if (!isOperator(comparison.op)) return `${name} ${String(comparison.op)} ?`;
  const operator = OPERATORS[comparison.op];
  const right = operator.takes === "none" ? "" : ` ${describeRight(operator.takes, comparison.value)}`;
  return `${name} ${operator.words}${right}${comparison.ignoreCase ? " (upper or lower case)" : ""}`;
}

function describeRight(takes: Takes, value: Operand | undefined): string {
  if (value === undefined || value === null) return "?";
  if (isReference(value)) return describeReference(value);
  if (takes === "duration" && typeof value === "string") return describeDuration(value);
  if (takes === "range" && Array.isArray(value)) return value.map(literal).join(" and ");
  if (Array.isArray(value)) return joined(value.map(literal), "or");
  return literal(value);
}

function describeReference(reference: OperandReference): string {
  switch (reference.from) {
    case "attribute":
      return `the person's ${reference.name}`;
    case "property":
      return `the event's ${reference.name}`;
    case "entry":
      return `the ${reference.name} of the event that started it`;
  }
}

function literal(value: Json): string {
  if (typeof value !== "string") return typeof value === "object" ? JSON.stringify(value) : String(value);
  return /^\d{4}-\d{2}-\d{2}/.test(value) ? value : `“${value}”`;
}

/** `a, b or c` */
export function joined(parts: readonly string[], word: "and" | "or"): string {
  if (parts.length <= 1) return parts[0] ?? "nothing";
  return `${parts.slice(0, -1).join(", ")} ${word} ${parts[parts.length - 1]}`;
}

const scalar: JsonSchema = { type: ["string", "number", "boolean"], title: "Value" };

const reference: JsonSchema = {
  type: "object",
  title: "Value from elsewhere",
  description: "An attribute of the profile, a property of the event being judged, or a property of the event that started the enrollment.",
  properties: {
    from: { enum: ["attribute", "property", "entry"] },
    name: { type: "string", minLength: 1, maxLength: 200 },
  },
  required: ["from", "name"],
  additionalProperties: false,
};

const list: JsonSchema = { type: "array", items: scalar, minItems: 1, maxItems: 1000, title: "List" };
const range: JsonSchema = { type: "array", items: { type: ["string", "number"] }, minItems: 2, maxItems: 2, title: "From and to" };

const VALUES: { readonly [takes in Takes]: JsonSchema | null } = {
  none: null,
  one: { anyOf: [scalar, reference] },
  list: { anyOf: [list, reference] },
  range,
  duration: durationSchema,
};

/** The schema's parts that every kind with a comparison shares: `op`, `value`, `ignoreCase`, and which operator takes what. */
export const comparisonSchema = {
  properties: {
    op: { enum: OPERATOR_NAMES, title: "Comparison", description: "How the value is compared. Negations are also true where there is no value." },
    value: { title: "Compared with", anyOf: [scalar, list, reference] },
    ignoreCase: { type: "boolean", default: false, title: "Upper or lower case", description: "Compare text without regard to upper and lower case." },
  },
  required: ["op"],
  allOf: (["none", "one", "list", "range", "duration"] as const).map(rightHandSide),
} as const;

function rightHandSide(takes: Takes): JsonSchema {
  const names = OPERATOR_NAMES.filter((name) => OPERATORS[name].takes === takes);
  const value = VALUES[takes];
  return {
    if: { properties: { op: { enum: names } }, required: ["op"] },
    // biome-ignore lint/suspicious/noThenProperty: `then` is the word of JSON Schema.
    then: value === null ? { properties: { value: false } } : { properties: { value }, required: ["value"] },
  };
}
