import type { CampaignDocument, Sending } from "../../campaign/campaign.ts";
import { sendingProperties, shortText } from "../../campaign/campaignSchema.ts";
import { describeMessage } from "../../message/kinds.ts";
import { GO_NEXT, type Leading, type StepKind, type StepNode, stepReference, type Way, withField } from "../step.ts";

/** `{ id: "reminder", kind: "send", message: {...}, next: "wait" }`: a message by any channel, judged by the guard as every other. */
export interface SendStep extends StepNode, Leading, Sending {
  readonly kind: "send";
  /** Of this message, where it is another than the journey's. */
  readonly purpose?: CampaignDocument["purpose"];
  readonly topic?: string;
  readonly tags?: readonly string[];
  readonly priority?: number;
  /** Where people go whose message did not go; as all others, where it is left out. */
  readonly unsent?: string;
}

export const sendStep: StepKind<SendStep> = {
  kind: "send",
  schema: {
    title: "Send",
    description: "A message. The journey goes on when it has left, or when it is certain that it will not.",
    properties: {
      ...sendingProperties,
      purpose: { enum: ["marketing", "transactional"], title: "Purpose", description: "Where it is another than the journey's." },
      topic: { ...shortText("Topic"), description: "Where it is another than the journey's." },
      tags: { type: "array", items: shortText("Tag"), maxItems: 50, uniqueItems: true, title: "Tags" },
      priority: { type: "number", minimum: 0, maximum: 100, title: "Priority" },
      next: stepReference,
      unsent: { ...stepReference, title: "If it was not sent", description: "Step for people whose message did not go; left out, they go on as all others." },
    },
    required: ["message"],
  },
  ways: ({ next, unsent }): readonly Way[] => [
    { key: "next", label: unsent === undefined ? "" : "sent", to: next },
    ...(unsent === undefined ? [] : [{ key: "unsent", label: "not sent", to: unsent }]),
  ],
  lead: (step, way, to) => (way === "next" || way === "unsent" ? withField(step, way, to) : step),
  describe: ({ message }) => `Send ${describeMessage(message)}`,
  arrive: () => ({ kind: "send" }),
  ended: ({ unsent }, { sent, reason }) => {
    if (sent || reason === null) return GO_NEXT;
    return { kind: "go", way: unsent === undefined ? "next" : "unsent", facts: { unsent: reason } };
  },
  message: (step, journey) => {
    const { id, kind: _kind, name, next: _next, unsent: _unsent, ...sending } = step;
    const { key, name: title, trigger, audience, recheckAudience, purpose, topic, tags, priority, holdout, goal, life } = journey;
    const own: CampaignDocument = { key: `${key}--${id}`, name: `${title}: ${name ?? id}`, trigger, ...sending };
    const shared = { audience, recheckAudience, purpose, topic, tags, priority, holdout, goal, life };
    return { ...withoutUndefined(shared), ...own };
  },
};

function withoutUndefined<T extends object>(fields: T): Partial<{ [Name in keyof T]: Exclude<T[Name], undefined> }> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<{ [Name in keyof T]: Exclude<T[Name], undefined> }>;
}
