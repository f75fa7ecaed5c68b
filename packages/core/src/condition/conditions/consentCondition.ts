import type { ConditionKind, ConditionNode, Finding } from "../condition.ts";

/** `{ kind: "consent", topic: "news", is: "subscribed" }`. `unknown`: the person never said anything. Exactly one of channel and topic. */
export interface ConsentCondition extends ConditionNode {
  readonly kind: "consent";
  readonly channel?: string;
  readonly topic?: string;
  readonly is: "subscribed" | "unsubscribed" | "unknown";
}

export const consentCondition: ConditionKind<ConsentCondition> = {
  kind: "consent",
  schema: {
    type: "object",
    title: "Consent",
    description: "Whether the person joined or left a channel or a topic. Name exactly one of the two.",
    properties: {
      kind: { const: "consent" },
      channel: { type: "string", minLength: 1, maxLength: 40, title: "Channel" },
      topic: { type: "string", minLength: 1, maxLength: 100, title: "Topic" },
      is: { enum: ["subscribed", "unsubscribed", "unknown"], title: "State", description: "`unknown`: the person never said anything." },
    },
    required: ["kind", "is"],
    minProperties: 3,
    maxProperties: 3,
    additionalProperties: false,
  },
  judge: (condition, { consent }): Finding => {
    const { states, name } =
      condition.topic === undefined ? { states: consent.channels, name: condition.channel } : { states: consent.topics, name: condition.topic };
    const found = name !== undefined && Object.hasOwn(states, name) ? states[name]! : "unknown";
    return { holds: found === condition.is, condition: describe(condition), found };
  },
  describe,
  reads: ({ channel, topic }) => [`consent:${topic ?? channel ?? ""}`],
};

const WORDS = { subscribed: "subscribed to", unsubscribed: "unsubscribed from", unknown: "undecided about" } as const;

function describe(condition: ConsentCondition): string {
  return `the profile is ${WORDS[condition.is]} ${condition.topic ?? condition.channel ?? "?"}`;
}
