import type { ConditionKind, ConditionNode, Finding } from "../condition.ts";

/** `{ kind: "segment", segment: "vip", is: "in" }`: whether the person is in another segment, or on a static list. */
export interface SegmentCondition extends ConditionNode {
  readonly kind: "segment";
  /** The segment's key. */
  readonly segment: string;
  readonly is: "in" | "not_in";
}

export const segmentCondition: ConditionKind<SegmentCondition> = {
  kind: "segment",
  schema: {
    type: "object",
    title: "In a segment",
    properties: {
      kind: { const: "segment" },
      segment: { type: "string", minLength: 1, maxLength: 100, title: "Segment", description: "Its key." },
      is: { enum: ["in", "not_in"], title: "State" },
    },
    required: ["kind", "segment", "is"],
    additionalProperties: false,
  },
  judge: (condition, { segments }): Finding => {
    const isIn = segments?.(condition.segment) ?? false;
    return { holds: isIn === (condition.is === "in"), condition: describe(condition), found: isIn ? "in it" : "not in it" };
  },
  describe,
  reads: ({ segment }) => [`segment:${segment}`],
};

function describe({ segment, is }: SegmentCondition): string {
  return `the profile is ${is === "in" ? "" : "not "}in segment “${segment}”`;
}
