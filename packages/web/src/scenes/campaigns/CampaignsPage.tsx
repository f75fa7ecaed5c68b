import type { CampaignListItem } from "@beckon/contract";
import type { CampaignStatus } from "@beckon/core";
import { Badge, Box, Button, Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { Megaphone, Plus } from "lucide-react";
import { Link } from "react-router";
import { useList, useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { SampleBadge } from "../../ui/SampleBadge.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { CampaignBadge } from "../../ui/StateBadge.tsx";
import { useParameter } from "../../ui/useParameter.ts";
import { shareText } from "./report/money.ts";
import { StarterCards } from "./StarterCards.tsx";

const REFRESH_MS = 10_000;
const count = (header: string, of: (campaign: CampaignListItem) => number): Column<CampaignListItem> => ({
  header,
  align: "right",
  width: "5.5rem",
  cell: (campaign) => of(campaign).toLocaleString("en"),
});

/** A share of what was sent, as in the report. */
const rate = (header: string, of: (counts: CampaignListItem["counts"]) => number): Column<CampaignListItem> => ({
  header,
  align: "right",
  width: "5.5rem",
  cell: ({ counts }) => (
    <span title={`${of(counts).toLocaleString("en")} of ${counts.sent.toLocaleString("en")} sent`}>{shareText(of(counts), counts.sent)}</span>
  ),
});

const COLUMNS: readonly Column<CampaignListItem>[] = [
  {
    header: "Campaign",
    cell: (campaign) => (
      <Stack gap={2}>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {campaign.name}
          </Text>
          <SampleBadge campaign={campaign} />
          {campaign.version > 0 && campaign.hasDraft && (
            <Badge size="sm" color="blue">
              Draft changes
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" lineClamp={2} maw="36rem">
          {campaign.summary}
        </Text>
        {campaign.tags.length > 0 && (
          <Text size="xs" c="dimmed">
            {campaign.tags.map((tag) => `#${tag}`).join(" ")}
          </Text>
        )}
      </Stack>
    ),
  },
  { header: "Status", width: "8rem", cell: (campaign) => <CampaignBadge status={campaign.status} /> },
  count("Entered", ({ counts }) => counts.entered),
  count("Waiting", ({ counts }) => counts.waiting),
  count("Sent", ({ counts }) => counts.sent),
  rate("Opened", ({ opened }) => opened),
  rate("Clicked", ({ clicked }) => clicked),
];

const STATUSES = [
  { value: "all", label: "Current" },
  { value: "live", label: "Live" },
  { value: "draft", label: "Drafts" },
  { value: "paused", label: "Paused" },
  { value: "stopped", label: "Stopped" },
  { value: "archived", label: "Archived" },
];

const SORTS = [
  { value: "changed", label: "Last changed" },
  { value: "launched", label: "Last launched" },
  { value: "name", label: "Name" },
] as const;
type Sort = (typeof SORTS)[number]["value"];

export function CampaignsPage() {
  const [search, setSearch] = useParameter("search");
  const [status, setStatus] = useParameter("status");
  const [tag, setTag] = useParameter("tag");
  const [sort, setSort] = useParameter("sort");
  const tags = useRead("listCampaignTags").data?.items ?? [];
  const campaigns = useList(
    "listCampaigns",
    {
      query: {
        search: search || undefined,
        status: (status || undefined) as CampaignStatus | undefined,
        tag: tag || undefined,
        sort: (sort || undefined) as Sort | undefined,
      },
    },
    { keep: true, every: REFRESH_MS },
  );
  const showStatus = (value: string) => setStatus(value === "all" ? null : value);
  const mayWrite = useMay("campaigns:write");
  const make = mayWrite && (
    <Button component={Link} to="/campaigns/new" leftSection={<Plus size={16} aria-hidden />}>
      New campaign
    </Button>
  );
  return (
    <Page title="Campaigns" lead="What is sent to whom, because of what they did." actions={make} width="wide">
      <Group mb="md" gap="sm">
        <SearchBox label="Search campaigns" placeholder="Name or key" initial={search} onSearch={setSearch} />
        <SegmentedControl size="xs" aria-label="Status" data={STATUSES} value={status || "all"} onChange={showStatus} visibleFrom="sm" />
        {/* Six words in a row are too many for a phone. */}
        <Select
          size="xs"
          w={140}
          aria-label="Status"
          allowDeselect={false}
          data={STATUSES}
          value={status || "all"}
          onChange={(value) => showStatus(value ?? "all")}
          hiddenFrom="sm"
        />
        {(tags.length > 0 || tag !== "") && (
          <Select size="xs" w={150} aria-label="Tag" placeholder="Any tag" clearable searchable data={tags} value={tag || null} onChange={setTag} />
        )}
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
        <Loaded query={campaigns}>
          {(items) =>
            items.length === 0 ? (
              <NoCampaigns filtered={search !== "" || status !== "" || tag !== ""} mayWrite={mayWrite} />
            ) : (
              <>
                <RecordTable label="Campaigns" items={items} columns={COLUMNS} id={(campaign) => campaign.id} to={(campaign) => `/campaigns/${campaign.id}`} />
                <MoreButton list={campaigns} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

function NoCampaigns({ filtered, mayWrite }: { readonly filtered: boolean; readonly mayWrite: boolean }) {
  if (filtered)
    return (
      <EmptyState icon={Megaphone} title="No campaign fits">
        Try another name, tag or status.
      </EmptyState>
    );
  return (
    <>
      <EmptyState icon={Megaphone} title="No campaigns yet">
        A campaign is one sentence: when somebody does something, wait a while, and unless they do something else, send them a mail.
        {mayWrite && " Begin with one of these; nothing is sent before you launch it."}
      </EmptyState>
      {mayWrite && (
        <Box p="lg" pt={0}>
          <StarterCards />
        </Box>
      )}
    </>
  );
}
