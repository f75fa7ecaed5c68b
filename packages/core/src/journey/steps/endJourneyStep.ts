import { shortText } from "../../campaign/campaignSchema.ts";
import { GO_NEXT, type Leading, leadNext, onlyNext, type StepKind, type StepNode, stepReference } from "../step.ts";

/** `{ id: "no-more-asking", kind: "end_journey", journey: "win-back" }`: takes the person out of another journey. */
export interface EndJourneyStep extends StepNode, Leading {
  readonly kind: "end_journey";
  /** Its key. */
  readonly journey: string;
}

export const endJourneyStep: StepKind<EndJourneyStep> = {
  kind: "end_journey",
  schema: {
    title: "End a journey",
    description: "Takes the person out of another journey, wherever they are in it.",
    properties: { journey: { ...shortText("Journey"), description: "Its key." }, next: stepReference },
    required: ["journey"],
  },
  ways: ({ next }) => onlyNext(next),
  lead: leadNext,
  describe: ({ journey }) => `End the journey “${journey}”`,
  arrive: ({ journey }) => ({ ...GO_NEXT, acts: [{ kind: "leave", journey }] }),
};
