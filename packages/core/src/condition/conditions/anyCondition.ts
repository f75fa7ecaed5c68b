import { earliest } from "../../time/instant.ts";
import { joined } from "../comparison.ts";
import type { ConditionKind, ConditionNode, Finding } from "../condition.ts";

/** True if at least one part is. */
export interface AnyCondition extends ConditionNode {
  readonly kind: "any";
  readonly conditions: readonly ConditionNode[];
}

export const anyCondition: ConditionKind<AnyCondition> = {
  kind: "any",
  schema: {
    type: "object",
    title: "Any of these",
    properties: {
      kind: { const: "any" },
      conditions: { type: "array", items: { $ref: "#/$defs/condition" }, minItems: 1, maxItems: 100, title: "Conditions" },
    },
    required: ["kind", "conditions"],
    additionalProperties: false,
  },
  judge: ({ conditions }, _subject, judge): Finding => {
    const parts = conditions.map(judge);
    return { holds: parts.some((part) => part.holds), condition: "at least one of these holds", parts };
  },
  describe: ({ conditions }, describe) =>
    joined(
      conditions.map((part) => (part.kind === "all" ? `(${describe(part)})` : describe(part))),
      "or",
    ),
  reads: ({ conditions }, reads) => conditions.flatMap(reads),
  aggregates: ({ conditions }, aggregates) => conditions.flatMap(aggregates),
  lapses: ({ conditions }, _subject, lapses) => earliest(conditions.map(lapses)),
};
