import type { ConditionNode } from "../../condition/condition.ts";
import type { SegmentCondition } from "../../condition/conditions/segmentCondition.ts";
import { describeCondition, judgeCondition } from "../../condition/judge.ts";
import { type Event, INTERNAL } from "../../event/event.ts";
import { addDuration, type Duration, describeDuration, durationSchema } from "../../time/duration.ts";
import { formatInstant } from "../../time/instant.ts";
import { GO_NEXT, type Leading, type StepHere, type StepKind, type StepMove, type StepNode, stepReference, type Way, withField } from "../step.ts";

/** An event, or that the person is in a segment or out of it. */
export type Awaited = AwaitedEvent | AwaitedSegment;

export interface AwaitedEvent {
  readonly kind: "event";
  readonly event: string;
  /** May compare with the entry event: `{ from: "entry", name: "cart_id" }`. */
  readonly where?: ConditionNode;
}

/** Written as the condition is. */
export interface AwaitedSegment extends SegmentCondition {
  readonly kind: "segment";
}

/** `{ id: "ordered", kind: "wait", for: { kind: "event", event: "Order Completed" }, within: "P3D", next: "thanks", timeout: "reminder" }` */
export interface WaitStep extends StepNode, Leading {
  readonly kind: "wait";
  readonly for: Awaited;
  /** For how long; without an end, where it is left out. */
  readonly within?: Duration;
  /** Where those go for whom it did not come. */
  readonly timeout?: string;
}

export const waitStep: StepKind<WaitStep> = {
  kind: "wait",
  schema: {
    title: "Wait for",
    description: "Until an event comes, or the person is in a segment; with a way for those for whom it does not.",
    properties: {
      for: {
        title: "For",
        oneOf: [
          {
            type: "object",
            title: "An event",
            properties: {
              kind: { const: "event" },
              event: { type: "string", minLength: 1, maxLength: 200, title: "Event" },
              where: { $ref: "#/$defs/condition", title: "Where", description: 'May compare with the entry event: { from: "entry", name: "cart_id" }.' },
            },
            required: ["kind", "event"],
            additionalProperties: false,
          },
          {
            type: "object",
            title: "A segment",
            properties: {
              kind: { const: "segment" },
              segment: { type: "string", minLength: 1, maxLength: 100, title: "Segment" },
              is: { enum: ["in", "not_in"], title: "Is" },
            },
            required: ["kind", "segment", "is"],
            additionalProperties: false,
          },
        ],
      },
      within: { ...durationSchema, title: "Within", description: "For how long to wait; left out, without an end." },
      next: stepReference,
      timeout: { ...stepReference, title: "If it does not come", description: "Step for those who waited in vain; left out, the journey ends for them." },
    },
    required: ["for"],
  },
  ways: ({ next, timeout, within }): readonly Way[] => [
    { key: "next", label: "it came", to: next },
    ...(within === undefined ? [] : [{ key: "timeout", label: `not within ${describeDuration(within)}`, to: timeout }]),
  ],
  lead: (step, way, to) => (way === "next" || way === "timeout" ? withField(step, way, to) : step),
  describe: ({ for: awaited, within }) => `Wait for ${describeAwaited(awaited)}${within === undefined ? "" : `, at most ${describeDuration(within)}`}`,
  arrive: (step, here) => (isThere(step.for, here) ? GO_NEXT : dueOf(step, here)),
  due: (step, here) => (isThere(step.for, here) ? GO_NEXT : dueOf(step, here)),
  wake: (step, here) => (isThere(step.for, here) ? GO_NEXT : { kind: "go", way: "timeout" }),
  hear: (step, event, here) => (comes(step.for, event, here) ? { kind: "go", way: "next", facts: { event: event.name, at: formatInstant(event.at) } } : null),
  conditions: ({ for: awaited }) =>
    awaited.kind === "segment" ? [{ condition: awaited, path: "for" }] : awaited.where ? [{ condition: awaited.where, path: "for.where" }] : [],
  events: ({ for: awaited }) => (awaited.kind === "event" ? [{ name: awaited.event, path: "for.event" }] : []),
  takesTime: ({ for: awaited, within }, way) => (way === "timeout" ? within !== undefined && addDuration(0, within) > 0 : awaited.kind === "event"),
};

function describeAwaited(awaited: Awaited): string {
  if (awaited.kind === "segment") return `the person to be ${awaited.is === "in" ? "in" : "out of"} the segment “${awaited.segment}”`;
  return `“${awaited.event}”${awaited.where ? ` where ${describeCondition(awaited.where)}` : ""}`;
}

/** What is already so need not be waited for; an event counts only from now on. */
function isThere(awaited: Awaited, { subject }: StepHere): boolean {
  return awaited.kind === "segment" && judgeCondition(awaited, subject).holds;
}

function comes(awaited: Awaited, event: Event, here: StepHere): boolean {
  if (awaited.kind === "segment") return (event.name === INTERNAL.segmentEntered || event.name === INTERNAL.segmentLeft) && isThere(awaited, here);
  if (event.name !== awaited.event || event.at < here.since) return false;
  return !awaited.where || judgeCondition(awaited.where, { ...here.subject, properties: event.properties, entry: here.entry }).holds;
}

function dueOf({ within }: WaitStep, { since }: StepHere): StepMove {
  return { kind: "wait", until: within === undefined ? null : addDuration(since, within) };
}
