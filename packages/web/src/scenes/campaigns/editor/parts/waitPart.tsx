import { type CampaignDocument, CLAUSE_WORDS, type DelayNode, type ForDelay, type UntilTimeDelay } from "@beckon/core";
import { Select, Stack } from "@mantine/core";
import { DurationInput } from "../../../../ui/inputs/DurationInput.tsx";
import { TimeOfDayInput } from "../../../../ui/inputs/TimeOfDayInput.tsx";
import { WeekdaysInput } from "../../../../ui/inputs/WeekdaysInput.tsx";
import type { Part, PartFormProps } from "../part.ts";
import { DateWaitForm } from "./delays/DateWaitForm.tsx";
import { entryEventOf } from "./triggers/triggerChoices.ts";

export const waitPart: Part = {
  id: "wait",
  lead: (document) => (waits(document) ? "wait" : "do"),
  sentence: (document) => CLAUSE_WORDS.wait(document) ?? "not wait",
  isSet: waits,
  paths: ["delay"],
  Form: WaitForm,
};

function waits({ delay }: CampaignDocument): boolean {
  return delay !== undefined && delay.kind !== "none";
}

const KINDS = [
  { value: "none", label: "not at all" },
  { value: "for", label: "a length of time" },
  { value: "until_time", label: "until a time of day" },
  { value: "until_attribute", label: "until a date of the person" },
  { value: "until_property", label: "until a date of the event" },
];

function newDelay(kind: string): DelayNode | undefined {
  switch (kind) {
    case "for":
      return { kind, duration: "PT30M" } satisfies ForDelay as DelayNode;
    case "until_time":
      return { kind, time: "09:00" } satisfies UntilTimeDelay as DelayNode;
    case "until_attribute":
    case "until_property":
      return { kind, name: "" } as DelayNode;
    default:
      return undefined;
  }
}

function WaitForm({ document, change }: PartFormProps) {
  const kind = document.delay?.kind ?? "none";
  return (
    <Stack>
      <Select
        label="Wait"
        w="100%"
        maw={280}
        allowDeselect={false}
        data={KINDS}
        value={kind}
        onChange={(next) => next && next !== kind && change({ delay: newDelay(next) })}
      />
      {document.delay && <DelayForm delay={document.delay} entryEvent={entryEventOf(document.trigger)} onChange={(delay) => change({ delay })} />}
    </Stack>
  );
}

function DelayForm({ delay, entryEvent, onChange }: { readonly delay: DelayNode; readonly entryEvent: string; readonly onChange: (delay: DelayNode) => void }) {
  if (delay.kind === "for")
    return <DurationInput label="How long" value={(delay as ForDelay).duration} onChange={(duration) => onChange({ ...delay, duration } as DelayNode)} />;
  if (delay.kind === "until_attribute" || delay.kind === "until_property")
    return <DateWaitForm delay={delay as never} entryEvent={entryEvent} onChange={onChange} />;
  if (delay.kind !== "until_time") return null;
  const until = delay as UntilTimeDelay;
  return (
    <>
      <TimeOfDayInput label="Until, by their clock" value={until.time} onChange={(time) => onChange({ ...until, time } as DelayNode)} />
      <WeekdaysInput label="On" value={until.weekdays} onChange={(weekdays) => onChange({ ...until, weekdays } as DelayNode)} />
    </>
  );
}
