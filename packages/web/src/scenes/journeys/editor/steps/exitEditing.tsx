import type { ExitStep } from "@beckon/core";
import { TextInput } from "@mantine/core";
import { LogOut } from "lucide-react";
import type { StepEditing, StepFormProps } from "./stepEditing.ts";

export const exitEditing: StepEditing<ExitStep> = {
  kind: "exit",
  icon: LogOut,
  tone: "gray",
  idBase: "exit",
  blank: () => ({ kind: "exit" }),
  Form: ExitForm,
};

function ExitForm({ step, onChange }: StepFormProps<ExitStep>) {
  return (
    <TextInput
      label="Called"
      description="Reports count people by it, for example “Not interested”"
      maxLength={100}
      value={step.reason ?? ""}
      onChange={(event) => onChange({ ...step, reason: event.currentTarget.value || undefined } as ExitStep)}
    />
  );
}
