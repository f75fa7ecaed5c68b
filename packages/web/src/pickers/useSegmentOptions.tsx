import type { SegmentListItem } from "@beckon/contract";
import { Group, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useRead } from "../api/hooks.ts";
import { sizeText } from "../ui/sizeText.ts";

const SEGMENTS_OFFERED = 50;

/**
 * Segments and lists to choose from, found by typing.
 * @param by its key, as documents name it, or its id, as the API does
 * @param chosen stay known, also where the search does not find them
 * @param kind only live segments, or only lists
 */
export function useSegmentOptions(by: "key" | "id", chosen: readonly string[], without?: string, kind?: SegmentListItem["kind"]) {
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, 200);
  const newest = useSegments("", kind);
  // The field shows the name of what was chosen; that is no search.
  const found = useSegments(search, kind, search !== "" && !newest.some(({ name }) => name === search));
  const [missing = ""] = by === "key" ? chosen.filter((key) => !newest.some((segment) => segment.key === key)) : [];
  const named = useSegments(missing, kind, missing !== "");
  const all = new Map([...newest, ...found, ...named].filter((segment) => segment[by] !== without).map((segment) => [segment[by], segment]));
  return {
    data: [...all].map(([value, { name }]) => ({ value, label: name })),
    onSearchChange: setTyped,
    limit: SEGMENTS_OFFERED,
    searchable: true as const,
    nothingFoundMessage: "No segment goes by that name",
    comboboxProps: { width: 320, position: "bottom-start" as const },
    renderOption: ({ option }: { readonly option: { readonly value: string; readonly label: string } }) => (
      <Group justify="space-between" w="100%" gap="sm" wrap="nowrap">
        <Text size="sm">{option.label}</Text>
        <Text size="xs" c="dimmed" style={{ flexShrink: 0 }}>
          {sizeWords(all.get(option.value))}
        </Text>
      </Group>
    ),
  };
}

function useSegments(search: string, kind: SegmentListItem["kind"] | undefined, enabled = true): readonly SegmentListItem[] {
  const query = { search: search || undefined, kind, sort: "name", limit: SEGMENTS_OFFERED } as const;
  return useRead("listSegments", { query }, { enabled, keep: true }).data?.items ?? [];
}

function sizeWords(segment: SegmentListItem | undefined): string {
  if (!segment) return "";
  if (segment.size) return sizeText(segment.size);
  return segment.building ? `building, ${segment.building.percent} %` : "not published";
}
