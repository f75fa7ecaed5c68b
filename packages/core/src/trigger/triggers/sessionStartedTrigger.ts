import type { ConditionNode } from "../../condition/condition.ts";
import type { TriggerKind, TriggerNode } from "../trigger.ts";
import { NOT_ABOUT_IT, whereVerdict } from "../verdict.ts";

/** `{ kind: "session_started", where: ... }`: the person came (back); `where` asks about the event that opened the session. */
export interface SessionStartedTrigger extends TriggerNode {
  readonly kind: "session_started";
  readonly where?: ConditionNode;
}

export const sessionStartedTrigger: TriggerKind<SessionStartedTrigger> = {
  kind: "session_started",
  schema: {
    type: "object",
    title: "A session starts",
    properties: {
      kind: { const: "session_started" },
      where: { $ref: "#/$defs/condition", title: "Where", description: "About the event that opened the session." },
    },
    required: ["kind"],
    additionalProperties: false,
  },
  listens: () => ["session_started"],
  judge: ({ where }, happening, subject) => {
    if (happening.kind !== "session_started") return NOT_ABOUT_IT;
    return whereVerdict(where, happening.event.properties, subject, "a session starts");
  },
  describe: ({ where }, describe) => `a session starts${where ? ` where ${describe(where)}` : ""}`,
};
