import { Select } from "@mantine/core";
import { useSegmentOptions } from "./useSegmentOptions.tsx";

interface SegmentPickerProps {
  readonly label: string;
  /** Within a line of words the label is only read out. */
  readonly inline?: boolean;
  readonly placeholder?: string;
  readonly description?: string;
  /** Its key, as documents name it, or its id, as the API does. */
  readonly by?: "key" | "id";
  /** Left out: the segment itself, by the same. */
  readonly without?: string;
  readonly kind?: "live" | "list";
  readonly clearable?: boolean;
  /** False inside something that keeps the focus. */
  readonly withinPortal?: boolean;
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

/** A segment or list, with how many are in it. One that is being built says so. */
export function SegmentPicker({
  label,
  inline,
  placeholder = "segment",
  description,
  by = "key",
  without,
  kind,
  clearable,
  withinPortal = true,
  value,
  onChange,
}: SegmentPickerProps) {
  const options = useSegmentOptions(by, value === null ? [] : [value], without, kind);
  return (
    <Select
      {...options}
      comboboxProps={{ ...options.comboboxProps, withinPortal }}
      label={inline ? undefined : label}
      aria-label={inline ? label : undefined}
      description={description}
      placeholder={placeholder}
      w="100%"
      maw={inline ? 260 : 340}
      clearable={clearable ?? false}
      allowDeselect={false}
      clearButtonProps={{ "aria-label": "Choose none" }}
      value={value}
      onChange={onChange}
    />
  );
}
