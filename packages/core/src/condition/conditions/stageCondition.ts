import { LIFE_CYCLE } from "../../stage/stage.ts";
import type { ConditionKind, ConditionNode, Finding } from "../condition.ts";

/** `{ kind: "stage", is: "in", stages: ["loyalty"] }`: whether the person is in one of these stages of the life cycle. */
export interface StageCondition extends ConditionNode {
  readonly kind: "stage";
  readonly is: "in" | "not_in";
  /** Keys of stages. */
  readonly stages: readonly string[];
}

export const stageCondition: ConditionKind<StageCondition> = {
  kind: "stage",
  schema: {
    type: "object",
    title: "Life-cycle stage",
    properties: {
      kind: { const: "stage" },
      is: { enum: ["in", "not_in"], title: "State" },
      stages: {
        type: "array",
        items: { type: "string", minLength: 1, maxLength: 100 },
        minItems: 1,
        maxItems: 20,
        title: "Stages",
        description: "Their keys.",
      },
    },
    required: ["kind", "is", "stages"],
    additionalProperties: false,
  },
  judge: (condition, { stage }): Finding => {
    const found = stage?.() ?? null;
    const isIn = found !== null && condition.stages.includes(found);
    return { holds: isIn === (condition.is === "in"), condition: describe(condition), found: found ?? "in no stage" };
  },
  describe,
  reads: () => [`segment:${LIFE_CYCLE}`],
};

function describe({ is, stages }: StageCondition): string {
  return `the profile is ${is === "in" ? "" : "not "}in the stage ${stages.map((stage) => `“${stage}”`).join(" or ")}`;
}
