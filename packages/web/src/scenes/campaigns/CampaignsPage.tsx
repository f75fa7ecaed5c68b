import type { CampaignListItem } from "@beckon/contract";
import type { CampaignStatus } from "@beckon/core";
import { Badge, Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { Megaphone, Plus } from "lucide-react";
import type { ReactNode } from "react";
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

const REFRESH_MS = 10_000;
const count = (header: string, of: (campaign: CampaignListItem) => number): Column<CampaignListItem> => ({
  header,
  align: "right",
  width: "5.5rem",
  cell: (campaign) => of(campaign).toLocaleString("en"),
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
          {campaign.version > 0 && campaign.hasDraft && (
            <Badge size="sm" color="blue">
              Draft changes
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" lineClamp={2} maw="36rem">
          {campaign.summary}
        </Text>
      </Stack>
    ),
  },
  { header: "Status", width: "6.5rem", cell: (campaign) => <CampaignBadge status={campaign.status} /> },
  count("Entered", ({ counts }) => counts.entered),
  count("Waiting", ({ counts }) => counts.waiting),
  count("Sent", ({ counts }) => counts.sent),
  count("Opened", ({ counts }) => counts.opened),
  count("Clicked", ({ counts }) => counts.clicked),
];

const STATUSES = [
  { value: "all", label: "All" },
  { value: "live", label: "Live" },
  { value: "draft", label: "Drafts" },
  { value: "paused", label: "Paused" },
  { value: "stopped", label: "Stopped" },
  { value: "archived", label: "Archived" },
];

export function CampaignsPage() {
  const [search, setSearch] = useParameter("search");
  const [status, setStatus] = useParameter("status");
  const campaigns = useList(
    "listCampaigns",
    { query: { search: search || undefined, status: (status || undefined) as CampaignStatus | undefined } },
    { keep: true, every: REFRESH_MS },
  );
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
        <SegmentedControl
          size="xs"
          aria-label="Status"
          data={STATUSES}
          value={status || "all"}
          onChange={(value) => setStatus(value === "all" ? null : value)}
        />
      </Group>
      <Panel flush>
        <Loaded query={campaigns}>
          {(items) =>
            items.length === 0 ? (
              <NoCampaigns filtered={search !== "" || status !== ""} action={make} />
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

function NoCampaigns({ filtered, action }: { readonly filtered: boolean; readonly action: ReactNode }) {
  if (filtered)
    return (
      <EmptyState icon={Megaphone} title="No campaign fits">
        Try another name or status.
      </EmptyState>
    );
  return (
    <EmptyState icon={Megaphone} title="No campaigns yet" action={action}>
      A campaign is one sentence: when somebody does something, wait a while, and unless they do something else, send them a mail.
    </EmptyState>
  );
}
