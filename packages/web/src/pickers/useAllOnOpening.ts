import type { OptionsFilter } from "@mantine/core";
import { useState } from "react";

const everything: OptionsFilter = ({ options, limit }) => options.slice(0, limit);

/** For a field with proposals: one that is opened offers all of them, whatever stands in it, and those that fit once somebody types. */
export function useAllOnOpening(onChange: (text: string) => void) {
  const [isTyping, setTyping] = useState(false);
  return {
    onFocus: () => setTyping(false),
    onChange: (text: string) => {
      setTyping(true);
      onChange(text);
    },
    ...(isTyping ? {} : { filter: everything }),
  };
}
