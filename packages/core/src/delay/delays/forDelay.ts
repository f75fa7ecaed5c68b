import { addDuration, type Duration, describeDuration, durationSchema } from "../../time/duration.ts";
import type { DelayKind, DelayNode } from "../delay.ts";

/** `{ kind: "for", duration: "PT30M" }`: an exact length of time. */
export interface ForDelay extends DelayNode {
  readonly kind: "for";
  readonly duration: Duration;
}

export const forDelay: DelayKind<ForDelay> = {
  kind: "for",
  schema: {
    type: "object",
    title: "A length of time",
    properties: { kind: { const: "for" }, duration: { ...durationSchema, title: "How long" } },
    required: ["kind", "duration"],
    additionalProperties: false,
  },
  until: ({ duration }, { from }) => ({ until: addDuration(from, duration) }),
  dependsOn: { timeZone: false, attributes: () => [] },
  takesTime: ({ duration }) => addDuration(0, duration) > 0,
  describe: ({ duration }) => describeDuration(duration),
};
