import type { ConditionKind, ConditionNode, Finding } from "../condition.ts";

/** True exactly where its part is false. */
export interface NotCondition extends ConditionNode {
  readonly kind: "not";
  readonly condition: ConditionNode;
}

export const notCondition: ConditionKind<NotCondition> = {
  kind: "not",
  schema: {
    type: "object",
    title: "Not",
    properties: { kind: { const: "not" }, condition: { $ref: "#/$defs/condition" } },
    required: ["kind", "condition"],
    additionalProperties: false,
  },
  judge: ({ condition }, _subject, judge): Finding => {
    const part = judge(condition);
    return { holds: !part.holds, condition: "this does not hold", parts: [part] };
  },
  describe: ({ condition }, describe) => `not (${describe(condition)})`,
  reads: ({ condition }, reads) => reads(condition),
  aggregates: ({ condition }, aggregates) => aggregates(condition),
  lapses: ({ condition }, _subject, lapses) => lapses(condition),
};
