import { joined } from "../../condition/comparison.ts";
import type { ConditionNode, Finding } from "../../condition/condition.ts";
import type { Session } from "../../profile/profile.ts";
import type { TriggerKind, TriggerNode, TriggerSubject } from "../trigger.ts";
import { fires, NOT_ABOUT_IT, refuses } from "../verdict.ts";

/**
 * `{ kind: "session_ended", did: [{ event: "Product Viewed" }], without: ["Order Completed"] }`: the person left, having
 * done all of `did` and none of `without`. The message gets the last properties of the first event of `did`.
 */
export interface SessionEndedTrigger extends TriggerNode {
  readonly kind: "session_ended";
  readonly did?: readonly DidEvent[];
  readonly without?: readonly string[];
}

export interface DidEvent {
  readonly event: string;
  /** About the last event of this name in the session. */
  readonly where?: ConditionNode;
}

const eventName = { type: "string", minLength: 1, maxLength: 200, title: "Event" } as const;

export const sessionEndedTrigger: TriggerKind<SessionEndedTrigger> = {
  kind: "session_ended",
  schema: {
    type: "object",
    title: "A session ends",
    properties: {
      kind: { const: "session_ended" },
      did: {
        type: "array",
        maxItems: 20,
        title: "In which they did",
        items: {
          type: "object",
          properties: {
            event: eventName,
            where: { $ref: "#/$defs/condition", title: "Where", description: "About the last event of this name in the session." },
          },
          required: ["event"],
          additionalProperties: false,
        },
      },
      without: { type: "array", maxItems: 20, title: "And did not", items: eventName },
    },
    required: ["kind"],
    additionalProperties: false,
  },
  listens: () => ["session_ended"],
  judge: ({ did = [], without = [] }, happening, subject) => {
    if (happening.kind !== "session_ended") return NOT_ABOUT_IT;
    const { session } = happening;
    const parts = [...did.map((wanted) => didFinding(wanted, session, subject)), ...without.map((name) => withoutFinding(name, session))];
    const finding: Finding = { holds: parts.every((part) => part.holds), condition: "a session ends", parts };
    if (!finding.holds) return refuses(finding);
    const first = did[0];
    return fires({ ...happening.event.properties, ...(first && lastOf(session, first.event)) }, finding);
  },
  remembers: ({ did = [], without = [] }) => [...new Set([...did.map(({ event }) => event), ...without])],
  describe: ({ did = [], without = [] }, describe) => {
    const done = did.map(({ event, where }) => `“${event}”${where ? ` (${describe(where)})` : ""}`);
    return [
      "a session ends",
      ...(done.length > 0 ? [`with ${joined(done, "and")}`] : []),
      ...(without.length > 0
        ? [
            `without ${joined(
              without.map((name) => `“${name}”`),
              "or",
            )}`,
          ]
        : []),
    ].join(" ");
  },
};

function didFinding({ event, where }: DidEvent, session: Session, subject: TriggerSubject): Finding {
  const times = timesIn(session, event);
  if (times === 0 || where === undefined) return { holds: times > 0, condition: `“${event}” happened in the session`, found: times };
  return subject.judge(where, lastOf(session, event) ?? {});
}

function withoutFinding(event: string, session: Session): Finding {
  const times = timesIn(session, event);
  return { holds: times === 0, condition: `“${event}” did not happen in the session`, found: times };
}

function timesIn({ events }: Session, name: string): number {
  return Object.hasOwn(events, name) ? (events[name] ?? 0) : 0;
}

function lastOf({ last }: Session, name: string): Session["last"][string] | undefined {
  return Object.hasOwn(last, name) ? last[name] : undefined;
}
