import { type Comparison, comparisonSchema, isReference, judgeComparison, sentenceOf } from "../comparison.ts";
import type { ConditionKind, ConditionNode } from "../condition.ts";
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
  attributes: (condition) => [...attributeNames(condition.name), ...referencedAttributes(condition)],
};

function named(condition: AttributeCondition): string {
  return `the profile's ${condition.name}`;
}

/** The attribute itself and, for a path, the attribute it begins in: `address.city` changes when `address` does. */
export function attributeNames(path: string): readonly string[] {
  const dot = path.indexOf(".");
  return dot > 0 ? [path, path.slice(0, dot)] : [path];
}

/** Attributes that the right-hand side of a comparison refers to. */
export function referencedAttributes({ value }: Comparison): readonly string[] {
  return isReference(value) && value.from === "attribute" ? attributeNames(value.name) : [];
}
