import { conditionSchema } from "../condition/judge.ts";
import type { JsonSchema } from "../json.ts";

const STAGES_MAX = 20;

/** The JSON Schema (2020-12) of the stages of a life cycle. */
export const stagesSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Life cycle",
  description: "Ordered stages. Everybody is in exactly one: the first whose rule holds; the last takes everybody else.",
  type: "object",
  properties: {
    stages: {
      type: "array",
      minItems: 2,
      maxItems: STAGES_MAX,
      title: "Stages",
      items: {
        type: "object",
        title: "Stage",
        properties: {
          key: {
            type: "string",
            pattern: "^[a-z0-9]+(?:-[a-z0-9]+)*$",
            maxLength: 100,
            title: "Key",
            description: "Stable name in conditions, events and links: lower-case words joined by -, for example at-risk.",
          },
          name: { type: "string", minLength: 1, maxLength: 100, title: "Name" },
          description: { type: "string", maxLength: 1_000, title: "Description" },
          enter: { $ref: "#/$defs/condition", title: "Who comes into it" },
          stay: { $ref: "#/$defs/condition", title: "Who stays in it" },
        },
        required: ["key", "name"],
        additionalProperties: false,
      },
    },
  },
  required: ["stages"],
  additionalProperties: false,
  $defs: { condition: conditionSchema },
} as const satisfies JsonSchema;
