import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { Search } from "lucide-react";
import { useState } from "react";

interface SearchBoxProps {
  readonly label: string;
  readonly placeholder: string;
  readonly initial: string;
  /** Called a moment after the typing stops. */
  readonly onSearch: (text: string) => void;
}

/** A search field that asks when the typing pauses, or when it is left: an answer to come must not overtake the click on a result. */
export function SearchBox({ label, placeholder, initial, onSearch }: SearchBoxProps) {
  const [text, setText] = useState(initial);
  const ask = useDebouncedCallback(onSearch, 250);
  const change = (value: string) => {
    setText(value);
    ask(value.trim());
  };
  return (
    <TextInput
      aria-label={label}
      placeholder={placeholder}
      type="text"
      role="searchbox"
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      onBlur={ask.flush}
      maxLength={200}
      leftSection={<Search size={16} aria-hidden />}
      rightSection={text && <CloseButton size="sm" aria-label="Clear the search" onClick={() => change("")} />}
      w="100%"
      maw={420}
    />
  );
}
