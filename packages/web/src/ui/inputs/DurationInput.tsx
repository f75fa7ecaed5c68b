import { DAY, type Duration, HOUR, MINUTE, parseDuration, SECOND } from "@beckon/core";
import { Group, Input, NumberInput, Select } from "@mantine/core";

const UNITS = [
  { value: "W", label: "weeks", ms: 7 * DAY, text: (count: number) => `P${count}W` },
  { value: "D", label: "days", ms: DAY, text: (count: number) => `P${count}D` },
  { value: "H", label: "hours", ms: HOUR, text: (count: number) => `PT${count}H` },
  { value: "M", label: "minutes", ms: MINUTE, text: (count: number) => `PT${count}M` },
  { value: "S", label: "seconds", ms: SECOND, text: (count: number) => `PT${count}S` },
] as const;

type UnitName = (typeof UNITS)[number]["value"];

/** The largest unit in which a duration is a whole number: `PT90M` is 90 minutes. */
export function splitDuration(duration: Duration): { readonly count: number; readonly unit: UnitName } {
  const ms = parseDuration(duration) ?? 0;
  const written = UNITS.find((unit) => unit.text(Math.round(ms / unit.ms)) === duration);
  const unit = written ?? UNITS.find((candidate) => ms > 0 && ms % candidate.ms === 0) ?? UNITS[3];
  return { count: ms / unit.ms, unit: unit.value };
}

export function joinDuration(count: number, unit: UnitName): Duration {
  return UNITS.find((candidate) => candidate.value === unit)!.text(Math.max(0, Math.round(count)));
}

interface DurationInputProps {
  readonly label: string;
  readonly description?: string;
  readonly value: Duration;
  readonly onChange: (value: Duration) => void;
}

/** A number and a unit, written as ISO 8601. */
export function DurationInput({ label, description, value, onChange }: DurationInputProps) {
  const { count, unit } = splitDuration(value);
  return (
    <Input.Wrapper label={label} description={description} labelElement="div">
      <Group gap="xs" wrap="nowrap" mt={4}>
        <NumberInput aria-label={`${label}: number`} value={count} min={0} max={9_999} allowDecimal={false} clampBehavior="strict" w={96} onChange={(next) => typeof next === "number" && onChange(joinDuration(next, unit))} />
        <Select aria-label={`${label}: unit`} allowDeselect={false} w={130} data={UNITS.map(({ value: name, label: words }) => ({ value: name, label: words }))} value={unit} onChange={(next) => next && onChange(joinDuration(count, next as UnitName))} />
      </Group>
    </Input.Wrapper>
  );
}
