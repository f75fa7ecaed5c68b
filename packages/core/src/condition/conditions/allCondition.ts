import { earliest } from "../../time/instant.ts";
import { joined } from "../comparison.ts";
import type { ConditionKind, ConditionNode, Finding } from "../condition.ts";

/** True if every part is. Every part is judged, also after the first no, so that the log shows all that stood in the way. */
export interface AllCondition extends ConditionNode {
  readonly kind: "all";
  readonly conditions: readonly ConditionNode[];
}

export const allCondition: ConditionKind<AllCondition> = {
  kind: "all",
  schema: {
    type: "object",
    title: "All of these",
    properties: {
      kind: { const: "all" },
      conditions: { type: "array", items: { $ref: "#/$defs/condition" }, minItems: 1, maxItems: 100, title: "Conditions" },
    },
    required: ["kind", "conditions"],
    additionalProperties: false,
  },
  judge: ({ conditions }, _subject, judge): Finding => {
    const parts = conditions.map(judge);
    return { holds: parts.every((part) => part.holds), condition: "all of these hold", parts };
  },
  describe: ({ conditions }, describe) =>
    joined(
      conditions.map((part) => (part.kind === "any" ? `(${describe(part)})` : describe(part))),
      "and",
    ),
  reads: ({ conditions }, reads) => conditions.flatMap(reads),
  aggregates: ({ conditions }, aggregates) => conditions.flatMap(aggregates),
  lapses: ({ conditions }, _subject, lapses) => earliest(conditions.map(lapses)),
};
