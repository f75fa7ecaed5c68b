import type { AwaitedEvent, AwaitedSegment, WaitStep } from "@beckon/core";
import { SegmentedControl, Select, Stack, Switch } from "@mantine/core";
import { Hourglass } from "lucide-react";
import { ConditionEditor } from "../../../../conditions/ConditionEditor.tsx";
import { ConditionScopeProvider } from "../../../../conditions/scope.ts";
import { EventPicker } from "../../../../pickers/EventPicker.tsx";
import { SegmentPicker } from "../../../../pickers/SegmentPicker.tsx";
import { DurationInput } from "../../../../ui/inputs/DurationInput.tsx";
import { entryEventOf } from "../../../campaigns/editor/parts/triggers/triggerChoices.ts";
import type { StepEditing, StepFormProps } from "./stepEditing.ts";

export const waitEditing: StepEditing<WaitStep> = {
  kind: "wait",
  icon: Hourglass,
  tone: "yellow",
  idBase: "wait",
  blank: () => ({ kind: "wait", for: { kind: "event", event: "Order Completed" }, within: "P3D" }),
  Form: WaitStepForm,
};

type Awaited = WaitStep["for"];

const KINDS = [
  { value: "event", label: "An event" },
  { value: "segment", label: "A segment" },
];
const SIDES = [
  { value: "in", label: "until they are in it" },
  { value: "not_in", label: "until they are out of it" },
];

function WaitStepForm({ journey, step, onChange, path }: StepFormProps<WaitStep>) {
  const { for: awaited, within } = step;
  const set = (part: { readonly [name in keyof WaitStep]?: WaitStep[name] | undefined }) => onChange({ ...step, ...part } as WaitStep);
  const awaits = (next: Awaited) => set({ for: next });
  const choose = (kind: string) => awaits(kind === "segment" ? { kind, segment: "", is: "in" } : { kind: "event", event: "" });
  return (
    <Stack>
      <div>
        <SegmentedControl size="xs" aria-label="What is waited for" data={KINDS} value={awaited.kind} onChange={choose} />
      </div>
      {awaited.kind === "event" ? (
        <EventFields awaited={awaited} entryEvent={entryEventOf(journey.trigger)} path={`${path}.for.where`} onChange={awaits} />
      ) : (
        <SegmentFields awaited={awaited} onChange={awaits} />
      )}
      <Switch
        label="Not for ever"
        description="Who waited in vain goes another way"
        checked={within !== undefined}
        // Nobody is lost by it: those who waited in vain go on as the others, until another way is drawn for them.
        onChange={(event) => set(event.currentTarget.checked ? { within: "P3D", timeout: step.next } : { within: undefined, timeout: undefined })}
      />
      {within !== undefined && <DurationInput label="At most" value={within} onChange={(next) => set({ within: next })} />}
    </Stack>
  );
}

interface EventFieldsProps {
  readonly awaited: AwaitedEvent;
  readonly entryEvent: string;
  readonly path: string;
  readonly onChange: (awaited: Awaited) => void;
}

function EventFields({ awaited, entryEvent, path, onChange }: EventFieldsProps) {
  return (
    <>
      <EventPicker label="They do" value={awaited.event} onChange={(event) => onChange({ ...awaited, event })} />
      <ConditionScopeProvider value={{ event: awaited.event, hasProperties: true, entryEvent }}>
        <ConditionEditor
          label="Only where"
          value={awaited.where}
          path={path}
          onChange={(where) => onChange(where === undefined ? { kind: "event", event: awaited.event } : { ...awaited, where })}
        />
      </ConditionScopeProvider>
    </>
  );
}

function SegmentFields({ awaited, onChange }: { readonly awaited: AwaitedSegment; readonly onChange: (awaited: Awaited) => void }) {
  return (
    <>
      <SegmentPicker label="Segment" value={awaited.segment || null} onChange={(segment) => onChange({ ...awaited, segment: segment ?? "" })} />
      <Select
        label="Wait"
        w="100%"
        maw={280}
        allowDeselect={false}
        data={SIDES}
        value={awaited.is}
        onChange={(is) => onChange({ ...awaited, is: is === "not_in" ? "not_in" : "in" })}
      />
    </>
  );
}
