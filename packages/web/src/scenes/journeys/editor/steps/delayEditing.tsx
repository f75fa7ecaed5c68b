import type { DelayNode, DelayStep, ForDelay } from "@beckon/core";
import { Clock } from "lucide-react";
import { DelayForm } from "../../../campaigns/editor/parts/delays/DelayForm.tsx";
import { entryEventOf } from "../../../campaigns/editor/parts/triggers/triggerChoices.ts";
import type { StepEditing, StepFormProps } from "./stepEditing.ts";

export const delayEditing: StepEditing<DelayStep> = {
  kind: "delay",
  icon: Clock,
  tone: "yellow",
  idBase: "delay",
  blank: () => ({ kind: "delay", delay: { kind: "for", duration: "P1D" } satisfies ForDelay as DelayNode }),
  Form: DelayStepForm,
};

function DelayStepForm({ journey, step, onChange }: StepFormProps<DelayStep>) {
  return (
    <DelayForm delay={step.delay} entryEvent={entryEventOf(journey.trigger)} onChange={(delay) => onChange({ ...step, delay })} leaving="leave the journey" />
  );
}
