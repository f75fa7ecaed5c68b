import type { EndJourneyStep } from "@beckon/core";
import { CircleStop } from "lucide-react";
import { JourneyPicker } from "./JourneyPicker.tsx";
import type { StepEditing, StepFormProps } from "./stepEditing.ts";

export const endJourneyEditing: StepEditing<EndJourneyStep> = {
  kind: "end_journey",
  icon: CircleStop,
  tone: "gray",
  idBase: "end-journey",
  blank: () => ({ kind: "end_journey", journey: "" }),
  Form: EndJourneyForm,
};

function EndJourneyForm({ journey, step, onChange }: StepFormProps<EndJourneyStep>) {
  return (
    <JourneyPicker
      label="Journey"
      description="Wherever they are in it"
      without={journey.key}
      value={step.journey}
      onChange={(key) => onChange({ ...step, journey: key })}
    />
  );
}
