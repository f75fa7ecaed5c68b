import type { ConditionNode } from "../../condition/condition.ts";
import type { TriggerKind, TriggerNode } from "../trigger.ts";
import { NOT_ABOUT_IT, whereVerdict } from "../verdict.ts";

/** `{ kind: "event", event: "Checkout Started", where: ... }`: an event of this name, with the properties asked for. */
export interface EventTrigger extends TriggerNode {
  readonly kind: "event";
  readonly event: string;
  readonly where?: ConditionNode;
}

export const eventTrigger: TriggerKind<EventTrigger> = {
  kind: "event",
  schema: {
    type: "object",
    title: "An event",
    properties: {
      kind: { const: "event" },
      event: { type: "string", minLength: 1, maxLength: 200, title: "Event", description: "Its name as it arrives, for example Checkout Started." },
      where: { $ref: "#/$defs/condition", title: "Where" },
    },
    required: ["kind", "event"],
    additionalProperties: false,
  },
  listens: ({ event }) => [`event:${event}`],
  judge: (trigger, happening, subject) => {
    if (happening.kind !== "event" || happening.event.name !== trigger.event) return NOT_ABOUT_IT;
    return whereVerdict(trigger.where, happening.event.properties, subject, trigger.event);
  },
  describe: ({ event, where }, describe) => `“${event}” happens${where ? ` where ${describe(where)}` : ""}`,
};
