import { shortText } from "../../campaign/campaignSchema.ts";
import { INTERNAL } from "../../event/event.ts";
import { addDuration, type Duration, durationSchema } from "../../time/duration.ts";
import { formatInstant } from "../../time/instant.ts";
import { GO_NEXT, type Leading, leadNext, onlyNext, type StepKind, type StepNode, stepReference } from "../step.ts";

/** `{ id: "call", kind: "task", title: "Call about the failed payment", assignee: "ann@shop.example", dueIn: "P2D" }`: something that a colleague is to do. */
export interface TaskStep extends StepNode, Leading {
  readonly kind: "task";
  readonly title: string;
  readonly notes?: string;
  /** Address of a user; anybody, where it is left out. */
  readonly assignee?: string;
  readonly dueIn?: Duration;
}

export const taskStep: StepKind<TaskStep> = {
  kind: "task",
  schema: {
    title: "Task for a colleague",
    description: "Asks a person of the team to do something for this person.",
    properties: {
      title: { type: "string", minLength: 1, maxLength: 200, title: "What to do" },
      notes: { type: "string", maxLength: 2_000, title: "Notes" },
      assignee: { ...shortText("Assignee"), description: "Address of a colleague; left out, anybody may take it." },
      dueIn: { ...durationSchema, title: "Due in" },
      next: stepReference,
    },
    required: ["title"],
  },
  ways: ({ next }) => onlyNext(next),
  lead: leadNext,
  describe: ({ title }) => `Task: ${title}`,
  causes: () => [`event:${INTERNAL.taskCreated}`],
  arrive: ({ title, notes, assignee, dueIn }, { now }) => ({
    ...GO_NEXT,
    acts: [
      {
        kind: "event",
        name: INTERNAL.taskCreated,
        properties: {
          title,
          ...(notes === undefined ? {} : { notes }),
          ...(assignee === undefined ? {} : { assignee }),
          ...(dueIn === undefined ? {} : { due_at: formatInstant(addDuration(now, dueIn)) }),
        },
      },
    ],
  }),
};
