import { eventNameSchema, whereSchema } from "../condition/conditions/didCondition.ts";
import { withinSchema } from "../condition/counting.ts";
import { conditionSchema } from "../condition/judge.ts";
import type { JsonSchema } from "../json.ts";
import { COMPUTED_FUNCTIONS } from "./computedAttribute.ts";

/** The JSON Schema (2020-12) of a `ComputedAttribute`. */
export const computedAttributeSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Computed attribute",
  description: "An attribute that Beckon keeps itself from what a person did.",
  type: "object",
  properties: {
    name: {
      type: "string",
      pattern: "^[a-z][a-z0-9_]*$",
      maxLength: 100,
      title: "Name",
      description: "Small letters, digits and _, beginning with a letter: orders_90d. It stands among the other attributes under this name.",
    },
    event: eventNameSchema,
    where: whereSchema,
    function: { enum: COMPUTED_FUNCTIONS, title: "Function", description: "What is made of the events." },
    of: { type: "string", minLength: 1, maxLength: 200, title: "Property", description: "The property that is looked at; dotted for nested values." },
    within: withinSchema,
  },
  required: ["name", "event", "function"],
  additionalProperties: false,
  $defs: { condition: conditionSchema },
} as const satisfies JsonSchema;
