import type { DateWait, DelayNode, UntilAttributeDelay, UntilPropertyDelay } from "@beckon/core";
import { Group, Select, Switch } from "@mantine/core";
import { useAttributes, useProperties } from "../../../../../pickers/names.ts";
import { PropertyPicker } from "../../../../../pickers/PropertyPicker.tsx";
import { DurationInput } from "../../../../../ui/inputs/DurationInput.tsx";
import { TimeOfDayInput } from "../../../../../ui/inputs/TimeOfDayInput.tsx";

interface DateWaitFormProps {
  readonly delay: UntilAttributeDelay | UntilPropertyDelay;
  readonly entryEvent: string;
  readonly onChange: (delay: DelayNode) => void;
  /** What happens to who has no date to wait for: `do not send`. */
  readonly leaving: string;
}

/** Until a date that the person or the event carries, a while before or after it. */
export function DateWaitForm({ delay, entryEvent, onChange, leaving }: DateWaitFormProps) {
  const attributes = useAttributes();
  const properties = useProperties(entryEvent);
  const ofPerson = delay.kind === "until_attribute";
  const set = (part: Partial<DateWait>) => onChange({ ...delay, ...part } as DelayNode);
  const side = delay.offset === undefined ? "on" : delay.before ? "before" : "after";
  const choose = (next: string | null) =>
    set(next === "on" ? { offset: undefined, before: undefined } : { offset: delay.offset ?? "P1D", before: next === "before" || undefined });
  return (
    <>
      <PropertyPicker
        label={ofPerson ? "Attribute that holds the date" : "Property that holds the date"}
        width={300}
        seen={ofPerson ? attributes : properties}
        wanted={["date"]}
        value={delay.name}
        onChange={(name) => set({ name })}
      />
      <Group align="flex-end" gap="sm">
        <Select
          label="When"
          w={150}
          allowDeselect={false}
          data={[
            { value: "before", label: "before it" },
            { value: "on", label: "exactly then" },
            { value: "after", label: "after it" },
          ]}
          value={side}
          onChange={choose}
        />
        {delay.offset !== undefined && <DurationInput label="How long" value={delay.offset} onChange={(offset) => set({ offset })} />}
      </Group>
      <Switch
        label="At a certain time of that day, by their clock"
        checked={delay.at !== undefined}
        onChange={(event) => set({ at: event.currentTarget.checked ? "09:00" : undefined })}
      />
      {delay.at !== undefined && <TimeOfDayInput label="At" value={delay.at} onChange={(at) => set({ at })} />}
      <Group gap="sm">
        <Select
          label="Where the date is past"
          w={190}
          allowDeselect={false}
          data={[
            { value: "continue", label: "go on at once" },
            { value: "exit", label: leaving },
          ]}
          value={delay.past ?? "continue"}
          onChange={(past) => set({ past: past === "exit" ? "exit" : undefined })}
        />
        <Select
          label="Where there is no date"
          w={190}
          allowDeselect={false}
          data={[
            { value: "exit", label: leaving },
            { value: "continue", label: "go on at once" },
          ]}
          value={delay.missing ?? "exit"}
          onChange={(missing) => set({ missing: missing === "continue" ? "continue" : undefined })}
        />
      </Group>
    </>
  );
}
