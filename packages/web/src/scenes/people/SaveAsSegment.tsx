import type { PeopleFilter } from "@beckon/core";
import { Menu, Text } from "@mantine/core";
import { Filter } from "lucide-react";
import { useMay } from "../../api/me.ts";
import { keyOf } from "../../ui/keyOf.ts";
import { sayError } from "../../ui/say.ts";
import { useCreateSegment } from "../segments/useCreateSegment.ts";
import { filterWords } from "./filters/filterWords.ts";
import { segmentOfFilter } from "./filters/segmentOfFilter.ts";

const NAME_MAX = 80;

/** Makes a segment of the filter, where it can be said as one, and opens its builder. */
export function SaveAsSegment({ filter, search }: { readonly filter: PeopleFilter; readonly search: string }) {
  const may = useMay("segments:write");
  const { create, busy } = useCreateSegment();
  if (!may) return null;
  const { condition, left } = segmentOfFilter(filter);
  const unsaid = [...(search ? [`the search for “${search}”`] : []), ...left];
  const words = filter.map(filterWords).join(" and ").slice(0, NAME_MAX);
  const make = async () => {
    if (condition === undefined) return;
    const refusal = await create("live", { key: keyOf(words) || "people", name: words.charAt(0).toUpperCase() + words.slice(1), condition });
    if (refusal !== null) sayError(refusal, "The segment was not made");
  };
  return (
    <Menu.Item leftSection={<Filter size={14} aria-hidden />} disabled={busy || condition === undefined || unsaid.length > 0} onClick={() => void make()}>
      Save as a segment …
      {unsaid.length > 0 && (
        <Text size="xs" c="dimmed">
          Not while the list asks for {unsaid.join(" and ")}: a segment cannot ask that.
        </Text>
      )}
    </Menu.Item>
  );
}
