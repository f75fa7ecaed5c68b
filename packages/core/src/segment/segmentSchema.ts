import { conditionSchema } from "../condition/judge.ts";
import type { JsonSchema } from "../json.ts";

/** The JSON Schema (2020-12) of a `SegmentDocument`. */
export const segmentSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Segment",
  description: "A live set of people, given by a condition; a static list has none.",
  type: "object",
  properties: {
    key: {
      type: "string",
      pattern: "^[a-z0-9]+(?:-[a-z0-9]+)*$",
      maxLength: 100,
      title: "Key",
      description: "Stable name in files, conditions and links: lower-case words joined by -, for example big-spenders.",
    },
    name: { type: "string", minLength: 1, maxLength: 200, title: "Name" },
    description: { type: "string", maxLength: 5_000, title: "Description" },
    condition: { $ref: "#/$defs/condition", title: "Who belongs to it" },
  },
  required: ["key", "name"],
  additionalProperties: false,
  $defs: { condition: conditionSchema },
} as const satisfies JsonSchema;
