import { MultiSelect } from "@mantine/core";
import { useSegmentOptions } from "./useSegmentOptions.tsx";

interface SegmentsPickerProps {
  readonly label: string;
  readonly description?: string;
  /** Keys. */
  readonly value: readonly string[];
  readonly onChange: (keys: readonly string[]) => void;
}

/** Several segments or lists. */
export function SegmentsPicker({ label, description, value, onChange }: SegmentsPickerProps) {
  const options = useSegmentOptions("key", value);
  return (
    <MultiSelect
      {...options}
      label={label}
      description={description}
      placeholder={value.length === 0 ? "nobody" : undefined}
      w="100%"
      maw={520}
      hidePickedOptions
      value={[...value]}
      onChange={onChange}
    />
  );
}
