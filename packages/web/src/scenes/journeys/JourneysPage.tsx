import type { JourneyListItem } from "@beckon/contract";
import type { CampaignStatus } from "@beckon/core";
import { Anchor, Badge, Box, Button, Group, Select, Stack, Text } from "@mantine/core";
import { Plus, Waypoints } from "lucide-react";
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
import { CampaignBadge } from "../../ui/StateBadge.tsx";
import { useParameter } from "../../ui/useParameter.ts";
import { JourneyStarters } from "./JourneyStarters.tsx";

const REFRESH_MS = 10_000;

const count = (header: string, of: (counts: JourneyListItem["counts"]) => number): Column<JourneyListItem> => ({
  header,
  align: "right",
  width: "6rem",
  cell: ({ counts }) => of(counts).toLocaleString("en"),
});

const COLUMNS: readonly Column<JourneyListItem>[] = [
  {
    header: "Journey",
    cell: (journey) => (
      <Stack gap={2}>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {journey.name}
          </Text>
          {journey.version > 0 && journey.hasDraft && (
            <Badge size="sm" color="blue">
              Draft changes
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" lineClamp={2} maw="36rem">
          {journey.summary}
        </Text>
        {journey.tags.length > 0 && (
          <Text size="xs" c="dimmed">
            {journey.tags.map((tag) => `#${tag}`).join(" ")}
          </Text>
        )}
      </Stack>
    ),
  },
  { header: "Status", width: "8rem", cell: (journey) => <CampaignBadge status={journey.status} /> },
  { header: "Steps", align: "right", width: "5rem", cell: ({ steps }) => steps.toLocaleString("en") },
  count("Entered", ({ entered }) => entered),
  count("Inside", ({ inside }) => inside),
  count("Sent", ({ sent }) => sent),
  count("Converted", ({ converted }) => converted),
];

const STATUSES = [
  { value: "all", label: "Current" },
  { value: "live", label: "Live" },
  { value: "draft", label: "Drafts" },
  { value: "paused", label: "Paused" },
  { value: "stopped", label: "Stopped" },
  { value: "archived", label: "Archived" },
];

export function JourneysPage() {
  const [search, setSearch] = useParameter("search");
  const [status, setStatus] = useParameter("status");
  const journeys = useList(
    "listJourneys",
    { query: { search: search || undefined, status: (status || undefined) as CampaignStatus | undefined } },
    { keep: true, every: REFRESH_MS },
  );
  const mayWrite = useMay("campaigns:write");
  const make = mayWrite && (
    <Button component={Link} to="/journeys/new" leftSection={<Plus size={16} aria-hidden />}>
      New journey
    </Button>
  );
  return (
    <Page title="Journeys" lead="Several steps over time: who comes in, what they get, and where they go by what they do." actions={make} width="wide">
      <Group mb="md" gap="sm">
        <SearchBox label="Search journeys" placeholder="Name or key" initial={search} onSearch={setSearch} />
        <Select
          size="xs"
          w={140}
          aria-label="Status"
          allowDeselect={false}
          data={STATUSES}
          value={status || "all"}
          onChange={(value) => setStatus(value === "all" ? null : value)}
        />
      </Group>
      <Panel flush>
        <Loaded query={journeys}>
          {(items) =>
            items.length === 0 ? (
              <NoJourneys filtered={search !== "" || status !== ""} mayWrite={mayWrite} />
            ) : (
              <>
                <RecordTable label="Journeys" items={items} columns={COLUMNS} id={(journey) => journey.id} to={(journey) => `/journeys/${journey.id}`} />
                <MoreButton list={journeys} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

function NoJourneys({ filtered, mayWrite }: { readonly filtered: boolean; readonly mayWrite: boolean }) {
  if (filtered)
    return (
      <EmptyState icon={Waypoints} title="No journey fits">
        Try another name or status.
      </EmptyState>
    );
  return (
    <>
      <EmptyState icon={Waypoints} title="No journeys yet">
        A campaign is one message; a journey is many steps: send a mail, wait three days for an order, thank those who ordered and remind the others.
        {mayWrite && " Begin with one of these; nothing is sent before you launch it."}{" "}
        <Anchor component={Link} to="/help/first-journey">
          How it goes, step by step
        </Anchor>
      </EmptyState>
      {mayWrite && (
        <Box p="lg" pt={0}>
          <JourneyStarters />
        </Box>
      )}
    </>
  );
}
