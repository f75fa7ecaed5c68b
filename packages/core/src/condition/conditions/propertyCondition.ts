import { type Comparison, comparisonSchema, judgeComparison, sentenceOf } from "../comparison.ts";
import type { ConditionKind, ConditionNode } from "../condition.ts";
import { valueAt } from "../path.ts";
import { comparisonReads } from "./attributeCondition.ts";

/** `{ kind: "property", name: "products.sku", op: "equals", value: "A-1" }`: about the event that is judged. */
export interface PropertyCondition extends ConditionNode, Comparison {
  readonly kind: "property";
  /** Dotted for nested values; a list on the way means any of its elements: `products.sku`. */
  readonly name: string;
}

export const propertyCondition: ConditionKind<PropertyCondition> = {
  kind: "property",
  schema: {
    type: "object",
    title: "Property of the event",
    properties: {
      kind: { const: "property" },
      name: {
        type: "string",
        minLength: 1,
        maxLength: 200,
        title: "Property",
        description: "Dotted for nested values; a list on the way means any of its elements: `products.sku`.",
      },
      ...comparisonSchema.properties,
    },
    required: ["kind", "name", ...comparisonSchema.required],
    additionalProperties: false,
    allOf: comparisonSchema.allOf,
  },
  judge: (condition, subject) => judgeComparison(condition, condition.name, valueAt(subject.properties, condition.name), subject),
  describe: (condition) => sentenceOf(condition, condition.name),
  reads: comparisonReads,
};
