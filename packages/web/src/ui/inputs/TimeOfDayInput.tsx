import { TextInput } from "@mantine/core";
import { useState } from "react";
import { readTimeOfDay } from "./readTimeOfDay.ts";

interface TimeOfDayInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** `HH:MM` by the recipient's clock. Not the browser's own field: that one speaks of AM and PM by its own lights and knows no 24:00. */
export function TimeOfDayInput({ label, value, onChange }: TimeOfDayInputProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const type = (text: string) => {
    setTyped(text);
    const time = readTimeOfDay(text);
    if (time) onChange(time);
  };
  const wrong = typed !== null && readTimeOfDay(typed) === null;
  return (
    <TextInput
      label={label}
      w={110}
      maxLength={5}
      inputMode="numeric"
      placeholder="09:00"
      value={typed ?? value}
      error={wrong && "Like 09:00"}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={() => setTyped(null)}
    />
  );
}
