import { TextInput } from "@mantine/core";

interface TimeOfDayInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string;
}

/** `HH:MM` by the recipient's clock. The browser's own field knows no 24:00; midnight as an end is 00:00, which means the same. */
export function TimeOfDayInput({ label, value, onChange, error }: TimeOfDayInputProps) {
  return <TextInput type="time" label={label} w={140} value={value === "24:00" ? "00:00" : value} error={error} onChange={(event) => event.currentTarget.value && onChange(event.currentTarget.value)} />;
}
