import type { SegmentListItem } from "@beckon/contract";
import { Group, Select, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useRead } from "../api/hooks.ts";
import { sizeText } from "../ui/sizeText.ts";

interface SegmentPickerProps {
  readonly label: string;
  /** Within a line of words the label is only read out. */
  readonly inline?: boolean;
  readonly placeholder?: string;
  /** Its key, as documents name it, or its id, as the API does. */
  readonly by?: "key" | "id";
  /** Left out: the segment itself, by the same. */
  readonly without?: string;
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly clearable?: boolean;
}

const OFFERED = 50;

/** A segment or list, found by typing, with how many are in it. One that is being built says so. */
export function SegmentPicker({ label, inline, placeholder = "segment", by = "key", without, value, onChange, clearable }: SegmentPickerProps) {
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, 200);
  const newest = useRead("listSegments", { query: { sort: "name", limit: OFFERED } }).data?.items ?? [];
  // The field shows the name of what was chosen; that is no search.
  const isName = newest.some((segment) => segment.name === search);
  const found = useRead("listSegments", { query: { search, limit: OFFERED } }, { enabled: search !== "" && !isName, keep: true }).data?.items ?? [];
  const missing = value !== null && by === "key" && !newest.some(({ key }) => key === value);
  const named = useRead("listSegments", { query: { search: value ?? "", limit: OFFERED } }, { enabled: missing }).data?.items ?? [];
  const all = [...new Map([...newest, ...found, ...named].map((segment) => [segment[by], segment])).values()].filter((segment) => segment[by] !== without);
  return (
    <Select
      label={inline ? undefined : label}
      aria-label={inline ? label : undefined}
      placeholder={placeholder}
      w="100%"
      maw={inline ? 260 : 340}
      comboboxProps={{ width: 320, position: "bottom-start" }}
      searchable
      clearable={clearable ?? false}
      allowDeselect={false}
      clearButtonProps={{ "aria-label": "Choose none" }}
      nothingFoundMessage="No segment goes by that name"
      limit={OFFERED}
      data={all.map((segment) => ({ value: segment[by], label: segment.name }))}
      value={value}
      onChange={onChange}
      onSearchChange={setTyped}
      renderOption={({ option }) => (
        <Group justify="space-between" w="100%" gap="sm" wrap="nowrap">
          <Text size="sm">{option.label}</Text>
          <Size segment={all.find((segment) => segment[by] === option.value)} />
        </Group>
      )}
    />
  );
}

function Size({ segment }: { readonly segment: SegmentListItem | undefined }) {
  if (!segment) return null;
  return (
    <Text size="xs" c="dimmed" style={{ flexShrink: 0 }}>
      {segment.building && segment.version === 0 ? `building, ${segment.building.percent} %` : segment.size ? sizeText(segment.size) : "not published"}
    </Text>
  );
}
