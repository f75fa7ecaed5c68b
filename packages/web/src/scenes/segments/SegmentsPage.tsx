import type { SegmentListItem } from "@beckon/contract";
import { Box, Button, Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { Filter, Plus } from "lucide-react";
import { Link } from "react-router";
import { useList } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { sentenceCase } from "../../ui/sentenceCase.ts";
import { Time } from "../../ui/Time.tsx";
import { useParameter } from "../../ui/useParameter.ts";
import { SegmentBadge } from "./SegmentBadge.tsx";
import { SegmentStarters } from "./SegmentStarters.tsx";

const REFRESH_MS = 10_000;

const COLUMNS: readonly Column<SegmentListItem>[] = [
  {
    header: "Segment",
    cell: (segment) => (
      <Stack gap={2}>
        <Text size="sm" fw={600}>
          {segment.name}
        </Text>
        <Text size="xs" c="dimmed" lineClamp={2}>
          {segment.description || sentenceCase(segment.summary)}
        </Text>
      </Stack>
    ),
  },
  {
    header: "State",
    width: "10rem",
    cell: (segment) => (
      <Group gap={6}>
        <SegmentBadge segment={segment} />
        {segment.state === "live" && (segment.building || segment.hasDraft) && (
          <Text size="xs" c="dimmed">
            {segment.building ? `building version ${segment.building.version}, ${segment.building.percent} %` : "has a draft"}
          </Text>
        )}
      </Group>
    ),
  },
  {
    header: "People",
    align: "right",
    width: "7rem",
    cell: ({ size }) => (size ? `${size.people.toLocaleString("en")}${size.exact ? "" : "+"}` : "–"),
  },
  {
    header: "Came in 7 days",
    align: "right",
    width: "8.5rem",
    wideOnly: true,
    cell: ({ entered }) => (entered === null ? "–" : entered === 0 ? "0" : `+${entered.toLocaleString("en")}`),
  },
  { header: "Uses", align: "right", width: "5rem", wideOnly: true, cell: ({ uses }) => uses ?? "–" },
  { header: "Changed", width: "8rem", wideOnly: true, cell: ({ updatedAt }) => <Time at={updatedAt} /> },
];

const KINDS = [
  { value: "all", label: "All" },
  { value: "live", label: "Live" },
  { value: "list", label: "Lists" },
];
const SORTS = [
  { value: "changed", label: "Last changed" },
  { value: "name", label: "Name" },
  { value: "size", label: "Most people" },
];
const STATES = [
  { value: "all", label: "Any state" },
  { value: "live", label: "Live" },
  { value: "draft", label: "Draft" },
  { value: "building", label: "Building" },
  { value: "failed", label: "Not built" },
  { value: "archived", label: "Archived" },
];

/** Every segment and list, with how many are in it now. */
export function SegmentsPage() {
  const [search, setSearch] = useParameter("search");
  const [kind, setKind] = useParameter("kind");
  const [state, setState] = useParameter("state");
  const [sort, setSort] = useParameter("sort");
  const segments = useList(
    "listSegments",
    {
      query: {
        search: search || undefined,
        kind: (kind || undefined) as SegmentListItem["kind"] | undefined,
        state: (state || undefined) as SegmentListItem["state"] | undefined,
        sort: (sort || undefined) as "changed" | "name" | "size" | undefined,
        figures: true,
      },
    },
    { keep: true, every: REFRESH_MS },
  );
  const mayWrite = useMay("segments:write");
  const make = mayWrite && (
    <Button component={Link} to="/segments/new" leftSection={<Plus size={16} aria-hidden />}>
      New segment
    </Button>
  );
  return (
    <Page title="Segments" lead="People who have something in common. They come and go by themselves, the moment it becomes true." actions={make} width="wide">
      <Group mb="md" gap="sm">
        <SearchBox label="Search segments" placeholder="Name or key" initial={search} onSearch={setSearch} />
        <SegmentedControl size="xs" aria-label="Kind" data={KINDS} value={kind || "all"} onChange={(value) => setKind(value === "all" ? null : value)} />
        <Select
          size="xs"
          w={120}
          aria-label="State"
          allowDeselect={false}
          data={STATES}
          value={state || "all"}
          onChange={(value) => setState(value === "all" ? null : value)}
        />
        <Select
          size="xs"
          w={140}
          aria-label="Sort by"
          allowDeselect={false}
          data={SORTS}
          value={sort || "changed"}
          onChange={(value) => setSort(value === "changed" ? null : value)}
        />
      </Group>
      <Panel flush>
        <Loaded query={segments}>
          {(items) =>
            items.length === 0 ? (
              <NoSegments filtered={search !== "" || kind !== "" || state !== ""} mayWrite={mayWrite} />
            ) : (
              <>
                <RecordTable label="Segments" items={items} columns={COLUMNS} id={({ id }) => id} to={({ id }) => `/segments/${id}`} />
                <MoreButton list={segments} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

function NoSegments({ filtered, mayWrite }: { readonly filtered: boolean; readonly mayWrite: boolean }) {
  if (filtered)
    return (
      <EmptyState icon={Filter} title="No segment fits">
        Try another name, kind or state.
      </EmptyState>
    );
  return (
    <>
      <EmptyState icon={Filter} title="No segments yet">
        A segment says whom you mean: what people did, who they are, how they took your messages. Campaigns can then speak to them, start when somebody enters,
        or leave them out.
        {mayWrite && " Begin with one of these; nothing is sent by making it."}
      </EmptyState>
      {mayWrite && (
        <Box p="lg" pt={0}>
          <SegmentStarters />
        </Box>
      )}
    </>
  );
}
