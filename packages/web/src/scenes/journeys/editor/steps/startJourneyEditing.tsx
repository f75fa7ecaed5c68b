import type { StartJourneyStep } from "@beckon/core";
import { Play } from "lucide-react";
import { JourneyPicker } from "./JourneyPicker.tsx";
import type { StepEditing, StepFormProps } from "./stepEditing.ts";

export const startJourneyEditing: StepEditing<StartJourneyStep> = {
  kind: "start_journey",
  icon: Play,
  tone: "sea",
  idBase: "start-journey",
  blank: () => ({ kind: "start_journey", journey: "" }),
  Form: StartJourneyForm,
};

function StartJourneyForm({ journey, step, onChange }: StepFormProps<StartJourneyStep>) {
  return (
    <JourneyPicker
      label="Journey"
      description="Where its audience and re-entry let them"
      without={journey.key}
      value={step.journey}
      onChange={(key) => onChange({ ...step, journey: key })}
    />
  );
}
