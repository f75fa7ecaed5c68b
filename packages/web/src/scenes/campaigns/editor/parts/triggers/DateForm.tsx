import type { DateTrigger, TriggerNode } from "@beckon/core";
import { Group, NumberInput, Select, Switch } from "@mantine/core";
import { useAttributes } from "../../../../../pickers/names.ts";
import { PropertyPicker } from "../../../../../pickers/PropertyPicker.tsx";
import { TimeOfDayInput } from "../../../../../ui/inputs/TimeOfDayInput.tsx";
import type { TriggerFormProps } from "./triggerForm.ts";

/** A birthday, a renewal: on, before or after a date that the profile holds. */
export function DateForm({ trigger, onChange }: TriggerFormProps<DateTrigger>) {
  const attributes = useAttributes();
  const set = (part: Partial<DateTrigger>) => onChange({ ...trigger, ...part } as TriggerNode);
  const offset = trigger.offsetDays ?? 0;
  const side = offset < 0 ? "before" : offset > 0 ? "after" : "on";
  const days = Math.abs(offset);
  return (
    <>
      <PropertyPicker
        label="Attribute that holds the date"
        placeholder="birthday"
        width={340}
        seen={attributes}
        wanted={["date"]}
        value={trigger.attribute}
        onChange={(attribute) => set({ attribute })}
      />
      <Group align="flex-end" gap="sm">
        <Select
          label="When"
          w={150}
          allowDeselect={false}
          data={[
            { value: "before", label: "days before" },
            { value: "on", label: "on the day" },
            { value: "after", label: "days after" },
          ]}
          value={side}
          onChange={(next) => set({ offsetDays: next === "on" ? undefined : (next === "before" ? -1 : 1) * Math.max(1, days) })}
        />
        {side !== "on" && (
          <NumberInput
            label="Days"
            w={90}
            min={1}
            max={366}
            allowDecimal={false}
            value={days}
            onChange={(count) => typeof count === "number" && set({ offsetDays: (side === "before" ? -1 : 1) * count })}
          />
        )}
        <TimeOfDayInput label="At, by their clock" value={trigger.at ?? "09:00"} onChange={(at) => set({ at })} />
      </Group>
      <Switch
        label="Every year"
        description="As birthdays do; 29 February falls on the 28th"
        checked={trigger.yearly ?? false}
        onChange={(event) => set({ yearly: event.currentTarget.checked || undefined })}
      />
    </>
  );
}
