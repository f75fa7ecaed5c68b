import { type Comparison, comparisonLapse, comparisonSchema, isReference, judgeComparison, sentenceOf } from "../comparison.ts";
import type { ConditionKind, ConditionNode } from "../condition.ts";
import { isOperator, OPERATORS, positiveOf } from "../operators.ts";
import { valueAt } from "../path.ts";

/** `{ kind: "attribute", name: "plan", op: "one_of", value: ["pro", "team"] }`: about a value on the profile. */
export interface AttributeCondition extends ConditionNode, Comparison {
  readonly kind: "attribute";
  /** Dotted for nested values: `address.city`. */
  readonly name: string;
}

export const attributeCondition: ConditionKind<AttributeCondition> = {
  kind: "attribute",
  schema: {
    type: "object",
    title: "Attribute of the profile",
    properties: {
      kind: { const: "attribute" },
      name: { type: "string", minLength: 1, maxLength: 200, title: "Attribute", description: "Dotted for nested values: `address.city`." },
      ...comparisonSchema.properties,
    },
    required: ["kind", "name", ...comparisonSchema.required],
    additionalProperties: false,
    allOf: comparisonSchema.allOf,
  },
  judge: (condition, subject) => judgeComparison(condition, named(condition), valueAt(subject.attributes, condition.name), subject),
  describe: (condition) => sentenceOf(condition, named(condition)),
  reads: (condition) => [...attributeNames(condition.name).map((name) => `attribute:${name}`), ...comparisonReads(condition)],
  lapses: (condition, subject) => comparisonLapse(condition, valueAt(subject.attributes, condition.name), subject),
};

function named(condition: AttributeCondition): string {
  return `the person's ${condition.name}`;
}

/** The attribute itself and, for a path, the attribute it begins in: `address.city` changes when `address` does. */
export function attributeNames(path: string): readonly string[] {
  const dot = path.indexOf(".");
  return dot > 0 ? [path, path.slice(0, dot)] : [path];
}

/** What a comparison reads beside its left-hand side: attributes that it refers to, and the zone by which it reckons days. */
export function comparisonReads({ op, value }: Comparison): readonly string[] {
  const referenced = isReference(value) && value.from === "attribute" ? attributeNames(value.name).map((name) => `attribute:${name}`) : [];
  return isOperator(op) && OPERATORS[positiveOf(op)].dated ? [...referenced, "zone"] : referenced;
}
