import type { TaskStep } from "@beckon/core";
import { Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { ClipboardCheck } from "lucide-react";
import { DurationInput } from "../../../../ui/inputs/DurationInput.tsx";
import type { StepEditing, StepFormProps } from "./stepEditing.ts";

export const taskEditing: StepEditing<TaskStep> = {
  kind: "task",
  icon: ClipboardCheck,
  tone: "sea",
  idBase: "task",
  blank: () => ({ kind: "task", title: "Call them" }),
  Form: TaskForm,
};

function TaskForm({ step, onChange }: StepFormProps<TaskStep>) {
  const set = (part: { readonly [name in keyof TaskStep]?: TaskStep[name] | undefined }) => onChange({ ...step, ...part } as TaskStep);
  return (
    <Stack>
      <TextInput label="What to do" maxLength={200} value={step.title} onChange={(event) => set({ title: event.currentTarget.value })} />
      <Textarea
        label="Notes"
        autosize
        minRows={2}
        maxLength={2_000}
        value={step.notes ?? ""}
        onChange={(event) => set({ notes: event.currentTarget.value || undefined })}
      />
      <TextInput
        label="For"
        type="email"
        placeholder="anybody of the team"
        description="Address of a colleague; empty, anybody may take it"
        value={step.assignee ?? ""}
        onChange={(event) => set({ assignee: event.currentTarget.value || undefined })}
      />
      <Switch
        label="It is to be done within a time"
        checked={step.dueIn !== undefined}
        onChange={(event) => set({ dueIn: event.currentTarget.checked ? "P2D" : undefined })}
      />
      {step.dueIn !== undefined && <DurationInput label="Within" value={step.dueIn} onChange={(dueIn) => set({ dueIn })} />}
    </Stack>
  );
}
