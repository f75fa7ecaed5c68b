import type { Duration } from "@beckon/core";
import { Group, Input, NumberInput, Select } from "@mantine/core";
import { joinDuration, splitDuration, UNITS, type UnitName } from "./durationParts.ts";

interface DurationInputProps {
  readonly label: string;
  readonly description?: string;
  /** Within a line of words the label is only read out. */
  readonly inline?: boolean;
  readonly value: Duration;
  readonly onChange: (value: Duration) => void;
}

/** A number and a unit, written as ISO 8601. */
export function DurationInput({ label, description, inline, value, onChange }: DurationInputProps) {
  const { count, unit } = splitDuration(value);
  return (
    <Input.Wrapper label={inline ? undefined : label} description={description} labelElement="div">
      <Group gap="xs" mt={inline ? 0 : 4}>
        <NumberInput
          aria-label={`${label}: number`}
          value={count}
          min={0}
          max={9_999}
          allowDecimal={false}
          clampBehavior="strict"
          w={96}
          onChange={(next) => typeof next === "number" && onChange(joinDuration(next, unit))}
        />
        <Select
          aria-label={`${label}: unit`}
          allowDeselect={false}
          w={130}
          data={UNITS.map(({ value: name, label: words }) => ({ value: name, label: words }))}
          value={unit}
          onChange={(next) => next && onChange(joinDuration(count, next as UnitName))}
        />
      </Group>
    </Input.Wrapper>
  );
}
