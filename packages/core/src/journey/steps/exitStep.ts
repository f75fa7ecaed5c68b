import { shortText } from "../../campaign/campaignSchema.ts";
import type { StepKind, StepNode } from "../step.ts";

/** `{ id: "not-interested", kind: "exit", reason: "Not interested" }`: the person's way ends here, under a name of its own. */
export interface ExitStep extends StepNode {
  readonly kind: "exit";
  readonly reason?: string;
}

export const exitStep: StepKind<ExitStep> = {
  kind: "exit",
  schema: {
    title: "Exit",
    description: "The person's way ends here, under a name that reports can count.",
    properties: { reason: shortText("Called") },
    required: [],
  },
  ways: () => [],
  lead: (step) => step,
  describe: ({ reason }) => (reason === undefined ? "Exit" : `Exit: ${reason}`),
  arrive: ({ id, name, reason }) => ({ kind: "end", reason: "exit_step", facts: { exit: reason ?? name ?? id } }),
};
