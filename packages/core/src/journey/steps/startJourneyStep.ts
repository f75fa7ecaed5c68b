import { shortText } from "../../campaign/campaignSchema.ts";
import { GO_NEXT, type Leading, leadNext, onlyNext, type StepKind, type StepNode, stepReference } from "../step.ts";

/** `{ id: "onboard", kind: "start_journey", journey: "onboarding" }`: the person enters another journey, by its own audience and re-entry, with the same entry event. */
export interface StartJourneyStep extends StepNode, Leading {
  readonly kind: "start_journey";
  /** Its key. */
  readonly journey: string;
}

export const startJourneyStep: StepKind<StartJourneyStep> = {
  kind: "start_journey",
  schema: {
    title: "Start a journey",
    description: "The person enters another journey too, where its audience and re-entry let them.",
    properties: { journey: { ...shortText("Journey"), description: "Its key." }, next: stepReference },
    required: ["journey"],
  },
  ways: ({ next }) => onlyNext(next),
  lead: leadNext,
  describe: ({ journey }) => `Start the journey “${journey}”`,
  starts: ({ journey }) => [journey],
  arrive: ({ journey }) => ({ ...GO_NEXT, acts: [{ kind: "start", journey }] }),
};
