import type { DelayNode } from "../../delay/delay.ts";
import { delayKindOf, delayUntil, describeDelay } from "../../delay/kinds.ts";
import { GO_NEXT, type Leading, leadNext, onlyNext, type StepHere, type StepKind, type StepMove, type StepNode, stepReference } from "../step.ts";

/** `{ id: "three-days", kind: "delay", delay: { kind: "for", duration: "P3D" }, next: "reminder" }`: any kind of delay. */
export interface DelayStep extends StepNode, Leading {
  readonly kind: "delay";
  readonly delay: DelayNode;
}

export const delayStep: StepKind<DelayStep> = {
  kind: "delay",
  schema: {
    title: "Wait",
    description: "For a time, until a time of day, or until a date.",
    properties: { delay: { $ref: "#/$defs/delay" }, next: stepReference },
    required: ["delay"],
  },
  ways: ({ next }) => onlyNext(next),
  lead: leadNext,
  describe: ({ delay }) => `Wait ${describeDelay(delay)}`,
  arrive: ({ delay }, here) => until(delay, here),
  due: ({ delay }, here) => until(delay, here),
  wake: () => GO_NEXT,
  dependsOn: {
    timeZone: ({ delay }) => delayKindOf(delay).dependsOn.timeZone,
    attributes: ({ delay }) => delayKindOf(delay).dependsOn.attributes(delay),
  },
  takesTime: ({ delay }) => delayKindOf(delay).takesTime(delay),
};

/** Who comes round to nine o'clock at nine o'clock waits for the next. */
function until(delay: DelayNode, { subject, entry, timeZone, since, again }: StepHere): StepMove {
  const verdict = delayUntil(delay, { attributes: subject.attributes, entry, timeZone, from: again ? since + 1 : since });
  return "exit" in verdict ? { kind: "end", reason: verdict.exit } : { kind: "wait", until: verdict.until };
}
