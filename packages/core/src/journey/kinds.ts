import type { JsonSchema } from "../json.ts";
import type { StepKind, StepNode } from "./step.ts";
import { branchStep } from "./steps/branchStep.ts";
import { delayStep } from "./steps/delayStep.ts";
import { endJourneyStep } from "./steps/endJourneyStep.ts";
import { exitStep } from "./steps/exitStep.ts";
import { sendStep } from "./steps/sendStep.ts";
import { setAttributesStep } from "./steps/setAttributesStep.ts";
import { setConsentStep } from "./steps/setConsentStep.ts";
import { splitStep } from "./steps/splitStep.ts";
import { startJourneyStep } from "./steps/startJourneyStep.ts";
import { taskStep } from "./steps/taskStep.ts";
import { waitStep } from "./steps/waitStep.ts";

// A kind is only ever handed steps of its own kind, which the map's key guarantees and the type cannot say.
const kinds: readonly unknown[] = [
  sendStep,
  delayStep,
  waitStep,
  branchStep,
  splitStep,
  setAttributesStep,
  setConsentStep,
  taskStep,
  startJourneyStep,
  endJourneyStep,
  exitStep,
];

/** Every kind of step. A new kind is a new file in `steps/` and a line here. */
export const STEP_KINDS = kinds as readonly StepKind[];

const byName = new Map<string, StepKind>(STEP_KINDS.map((kind) => [kind.kind, kind]));

/** The kind of a step. Documents are checked before they are launched, so one that is not known is a mistake of ours. */
export function stepKindOf({ kind }: StepNode): StepKind {
  const known = byName.get(kind);
  if (known === undefined) throw new Error(`There is no kind of step “${kind}”.`);
  return known;
}

/** What people call the step, or the step in words. */
export function stepTitle(step: StepNode): string {
  return step.name ?? stepKindOf(step).describe(step);
}

const common: { readonly [name: string]: JsonSchema } = {
  id: {
    type: "string",
    pattern: "^[a-z0-9]+(?:[-_][a-z0-9]+)*$",
    maxLength: 60,
    title: "Id",
    description: "Stable name of the step in its journey, for example first-reminder.",
  },
  name: { type: "string", minLength: 1, maxLength: 100, title: "Name" },
};

/** The schema of any step. */
export const stepSchema: JsonSchema = {
  title: "Step",
  oneOf: STEP_KINDS.map(({ kind, schema: { title, description, properties, required } }) => ({
    type: "object",
    title,
    description,
    properties: { ...common, kind: { const: kind }, ...properties },
    required: ["id", "kind", ...required],
    additionalProperties: false,
  })),
};
