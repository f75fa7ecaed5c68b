import type { JsonSchema } from "../json.ts";

/** The choice that every kind of message has. */
export const onMissingSchema: JsonSchema = {
  enum: ["send", "skip"],
  default: "skip",
  title: "Missing value",
  description: "A variable without value and default: send with nothing in its place, or skip.",
};
