import { Select } from "@mantine/core";
import { useRead } from "../../../../api/hooks.ts";

interface JourneyPickerProps {
  readonly label: string;
  readonly description: string;
  /** Key of the journey that is edited, which cannot name itself. */
  readonly without: string;
  readonly value: string;
  readonly onChange: (key: string) => void;
}

/** Another journey, by its key. */
export function JourneyPicker({ label, description, without, value, onChange }: JourneyPickerProps) {
  const journeys = useRead("listJourneyNames").data?.items ?? [];
  const offered = journeys.filter(({ key }) => key !== without).map(({ key, name }) => ({ value: key, label: name }));
  const data = value === "" || offered.some((each) => each.value === value) ? offered : [...offered, { value, label: value }];
  return (
    <Select
      label={label}
      description={description}
      placeholder="Choose a journey"
      w="100%"
      maw={340}
      searchable
      allowDeselect={false}
      nothingFoundMessage="No other journey yet"
      data={data}
      value={value || null}
      onChange={(key) => key && onChange(key)}
    />
  );
}
