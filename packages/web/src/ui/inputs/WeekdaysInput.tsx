import { Chip, Group, Input } from "@mantine/core";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

interface WeekdaysInputProps {
  readonly label: string;
  /** 1 = Monday ... 7 = Sunday; all where left out. */
  readonly value: readonly number[] | undefined;
  readonly onChange: (value: readonly number[] | undefined) => void;
}

/** Days of the week; none or all chosen means every day. */
export function WeekdaysInput({ label, value, onChange }: WeekdaysInputProps) {
  const chosen = value && value.length > 0 ? value : [1, 2, 3, 4, 5, 6, 7];
  const set = (days: readonly string[]) => onChange(days.length === 0 || days.length === DAYS.length ? undefined : days.map(Number).sort());
  return (
    <Input.Wrapper label={label} labelElement="div">
      <Chip.Group multiple value={chosen.map(String)} onChange={set}>
        <Group gap={6} mt={4}>
          {DAYS.map((day, index) => (
            <Chip key={day} value={String(index + 1)} size="xs" radius="sm">
              {day}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Input.Wrapper>
  );
}
