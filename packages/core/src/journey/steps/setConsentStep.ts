import { INTERNAL } from "../../event/event.ts";
import type { JsonSchema } from "../../json.ts";
import { error, type Problem } from "../../schema/problem.ts";
import { GO_NEXT, type Leading, leadNext, onlyNext, type StepKind, type StepNode, stepReference } from "../step.ts";

type Said = { readonly [name: string]: "subscribed" | "unsubscribed" };

/** `{ id: "sunset", kind: "set_consent", channels: { email: "unsubscribed" } }`: a change of what the person agrees to. */
export interface SetConsentStep extends StepNode, Leading {
  readonly kind: "set_consent";
  readonly channels?: Said;
  readonly topics?: Said;
}

const said: JsonSchema = { type: "object", maxProperties: 50, additionalProperties: { enum: ["subscribed", "unsubscribed"] } };

export const setConsentStep: StepKind<SetConsentStep> = {
  kind: "set_consent",
  schema: {
    title: "Change consent",
    description: "Subscribes the person to a topic or channel, or takes them off it.",
    properties: { channels: { ...said, title: "Channels" }, topics: { ...said, title: "Topics" }, next: stepReference },
    required: [],
  },
  ways: ({ next }) => onlyNext(next),
  lead: leadNext,
  describe: ({ channels = {}, topics = {} }) =>
    Object.entries({ ...channels, ...topics })
      .map(([name, state]) => `${state === "subscribed" ? "Subscribe to" : "Unsubscribe from"} ${name}`)
      .join(", ") || "Change consent",
  causes: ({ channels = {}, topics = {} }) => [
    `event:${INTERNAL.consentChanged}`,
    `event:${INTERNAL.subscriptionRequested}`,
    ...Object.keys({ ...channels, ...topics }).map((name) => `consent:${name}`),
  ],
  arrive: ({ channels, topics }) => ({
    ...GO_NEXT,
    acts: [
      {
        kind: "event",
        name: INTERNAL.consentChanged,
        properties: {},
        consent: { ...(channels ? { channels } : {}), ...(topics ? { topics } : {}), by: "journey" },
      },
    ],
  }),
  check: ({ channels = {}, topics = {} }, path, _journey, { rules }): Problem[] => {
    const known = rules?.topics.map(({ key }) => key);
    const unknown = Object.keys(topics).filter((topic) => known !== undefined && !known.includes(topic));
    return [
      ...(Object.keys({ ...channels, ...topics }).length === 0
        ? [error(path, "nothing_said", "The step changes no channel and no topic; name at least one.")]
        : []),
      ...unknown.map((topic) => error(`${path}.topics.${topic}`, "unknown_topic", `There is no topic “${topic}”.`)),
    ];
  },
};
