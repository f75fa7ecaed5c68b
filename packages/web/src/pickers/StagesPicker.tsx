import { MultiSelect } from "@mantine/core";
import { useRead } from "../api/hooks.ts";

interface StagesPickerProps {
  readonly label: string;
  /** Within a line of words the label is only read out. */
  readonly inline?: boolean;
  readonly placeholder?: string;
  readonly description?: string;
  /** False inside something that keeps the focus. */
  readonly withinPortal?: boolean;
  readonly value: readonly string[];
  readonly onChange: (stages: readonly string[]) => void;
}

/** Stages of the life cycle that is published. */
export function StagesPicker({ label, inline, placeholder = "stages", description, withinPortal = true, value, onChange }: StagesPickerProps) {
  const lifeCycle = useRead("getStages", {});
  const known = lifeCycle.data?.live ?? [];
  const options = [
    ...known.map(({ key, name }) => ({ value: key, label: name })),
    ...value.filter((key) => known.every((stage) => stage.key !== key)).map((key) => ({ value: key, label: key })),
  ];
  return (
    <MultiSelect
      label={inline ? undefined : label}
      aria-label={inline ? label : undefined}
      description={description}
      placeholder={value.length === 0 ? placeholder : undefined}
      nothingFoundMessage="No stages are published yet; see Life cycle"
      comboboxProps={{ withinPortal }}
      data={options}
      value={[...value]}
      onChange={onChange}
      w="100%"
      maw={inline ? 320 : 420}
    />
  );
}
