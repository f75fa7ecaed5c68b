import { courseProperties } from "../campaign/campaignSchema.ts";
import { conditionSchema } from "../condition/judge.ts";
import { delaySchema } from "../delay/kinds.ts";
import type { JsonSchema } from "../json.ts";
import { triggerSchema } from "../trigger/kinds.ts";
import { stepSchema } from "./kinds.ts";

export const STEPS_MAX = 200;

/** The JSON Schema (2020-12) of a `JourneyDocument`, put together from the kinds of triggers, conditions and steps. */
export const journeySchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Journey",
  description: "Steps over time: who comes in and by what, what ends it, and what happens between. The first step is where people begin.",
  type: "object",
  properties: {
    ...courseProperties,
    steps: { type: "array", items: { $ref: "#/$defs/step" }, minItems: 1, maxItems: STEPS_MAX, title: "Steps" },
  },
  required: ["key", "name", "trigger", "steps"],
  additionalProperties: false,
  $defs: { condition: conditionSchema, trigger: triggerSchema, delay: delaySchema, step: stepSchema },
} as const satisfies JsonSchema;
