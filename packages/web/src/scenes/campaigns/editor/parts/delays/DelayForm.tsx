import type { DelayNode, ForDelay, UntilTimeDelay } from "@beckon/core";
import { Select, Stack } from "@mantine/core";
import { DurationInput } from "../../../../../ui/inputs/DurationInput.tsx";
import { TimeOfDayInput } from "../../../../../ui/inputs/TimeOfDayInput.tsx";
import { WeekdaysInput } from "../../../../../ui/inputs/WeekdaysInput.tsx";
import { DateWaitForm } from "./DateWaitForm.tsx";

const NONE = { value: "none", label: "not at all" };
const KINDS = [
  { value: "for", label: "a length of time" },
  { value: "until_time", label: "until a time of day" },
  { value: "until_attribute", label: "until a date of the person" },
  { value: "until_property", label: "until a date of the event" },
];

function newDelay(kind: string): DelayNode {
  switch (kind) {
    case "for":
      return { kind, duration: "PT30M" } satisfies ForDelay as DelayNode;
    case "until_time":
      return { kind, time: "09:00" } satisfies UntilTimeDelay as DelayNode;
    case "until_attribute":
    case "until_property":
      return { kind, name: "" } as DelayNode;
    default:
      return { kind: "none" };
  }
}

interface DelayFormProps {
  readonly delay: DelayNode;
  readonly entryEvent: string;
  readonly onChange: (delay: DelayNode) => void;
  readonly mayBeNone?: true;
  /** What happens to who has no date to wait for: `do not send`. */
  readonly leaving: string;
}

/** How long to wait, or until when. */
export function DelayForm({ delay, entryEvent, onChange, mayBeNone, leaving }: DelayFormProps) {
  return (
    <Stack>
      <Select
        label="Wait"
        w="100%"
        maw={280}
        allowDeselect={false}
        data={mayBeNone ? [NONE, ...KINDS] : KINDS}
        value={delay.kind}
        onChange={(next) => next && next !== delay.kind && onChange(newDelay(next))}
      />
      <KindForm delay={delay} entryEvent={entryEvent} onChange={onChange} leaving={leaving} />
    </Stack>
  );
}

function KindForm({ delay, entryEvent, onChange, leaving }: Omit<DelayFormProps, "mayBeNone">) {
  if (delay.kind === "for")
    return <DurationInput label="How long" value={(delay as ForDelay).duration} onChange={(duration) => onChange({ ...delay, duration } as DelayNode)} />;
  if (delay.kind === "until_attribute" || delay.kind === "until_property")
    return <DateWaitForm delay={delay as never} entryEvent={entryEvent} onChange={onChange} leaving={leaving} />;
  if (delay.kind !== "until_time") return null;
  const until = delay as UntilTimeDelay;
  return (
    <>
      <TimeOfDayInput label="Until, by their clock" value={until.time} onChange={(time) => onChange({ ...until, time } as DelayNode)} />
      <WeekdaysInput label="On" value={until.weekdays} onChange={(weekdays) => onChange({ ...until, weekdays } as DelayNode)} />
    </>
  );
}
