import type { CampaignListItem, Status } from "@beckon/contract";
import { Anchor, Box, Button, Grid, Group, Stack, Text } from "@mantine/core";
import { CircleCheck, Megaphone, Plus, TriangleAlert } from "lucide-react";
import { Link } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Facts } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { SampleBadge } from "../../ui/SampleBadge.tsx";
import { CampaignBadge } from "../../ui/StateBadge.tsx";
import { mendedAt } from "../settings/mendedAt.ts";
import { Coming } from "./Coming.tsx";
import { Drafts } from "./Drafts.tsx";
import { LastDay } from "./LastDay.tsx";
import { NextSteps } from "./NextSteps.tsx";
import { Week } from "./Week.tsx";

const ASK_AGAIN_MS = 15_000;
const CAMPAIGNS_SHOWN = 6;

/** The first screen: is all well, what happened lately, what comes, what is to be done next. */
export function OverviewPage() {
  const status = useRead("getStatus", undefined, { every: ASK_AGAIN_MS });
  const overview = useRead("getOverview", undefined, { every: ASK_AGAIN_MS });
  const campaigns = useRead("listCampaigns", { query: { limit: CAMPAIGNS_SHOWN } }, { every: ASK_AGAIN_MS });
  const mayWrite = useMay("campaigns:write");
  return (
    <Page
      title="Overview"
      width="wide"
      actions={
        mayWrite && (
          <Button component={Link} to="/campaigns/new" leftSection={<Plus size={16} aria-hidden />}>
            New campaign
          </Button>
        )
      }
    >
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Stack gap="lg">
            {/* On a narrow screen the side column comes last, and what needs attention may not. */}
            {status.data && status.data.problems.length > 0 && (
              <Box hiddenFrom="lg">
                <Health problems={status.data.problems} />
              </Box>
            )}
            {status.data && <NextSteps counts={status.data.counts} />}
            <Loaded query={overview}>{(view) => <Week overview={view} />}</Loaded>
            <Panel title="Campaigns" lead="Changed last; all that they ever did" flush>
              <Loaded query={campaigns}>{({ items }) => <Campaigns items={items} />}</Loaded>
            </Panel>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Loaded query={status}>
            {(view) => (
              <Stack gap="lg">
                <Box {...(view.problems.length > 0 ? { visibleFrom: "lg" } : {})}>
                  <Health problems={view.problems} />
                </Box>
                {overview.data && <Drafts drafts={overview.data.drafts} />}
                {overview.data && <Coming coming={overview.data.coming} />}
                {overview.data && <LastDay lastDay={overview.data.lastDay} />}
                <Panel title="In all">
                  <Facts
                    facts={[
                      { name: "People", value: view.counts.profiles.toLocaleString("en") },
                      { name: "Events", value: view.counts.events.toLocaleString("en") },
                      { name: "Live campaigns", value: view.counts.liveCampaigns },
                    ]}
                  />
                </Panel>
              </Stack>
            )}
          </Loaded>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function Health({ problems }: { readonly problems: Status["problems"] }) {
  return (
    <Panel title={problems.length === 0 ? "All is well" : "Needs attention"}>
      <Stack gap="sm">
        {problems.length === 0 && (
          <Group gap="xs" wrap="nowrap" c="var(--mantine-color-green-light-color)">
            <CircleCheck size={18} aria-hidden />
            <Text size="sm">Events are worked off and messages go out.</Text>
          </Group>
        )}
        {problems.map(({ code, severity, sentence }) => (
          <Group key={code} gap="xs" wrap="nowrap" align="flex-start">
            <TriangleAlert
              size={18}
              aria-hidden
              color={`var(--mantine-color-${severity === "error" ? "red" : "orange"}-light-color)`}
              style={{ flex: "none" }}
            />
            <Text size="sm" style={{ minWidth: 0, overflowWrap: "anywhere" }}>
              {sentence}{" "}
              <Anchor component={Link} to={mendedAt(code) ?? "/settings?tab=status"} size="sm">
                Look at it
              </Anchor>
            </Text>
          </Group>
        ))}
      </Stack>
    </Panel>
  );
}

function Campaigns({ items }: { readonly items: readonly CampaignListItem[] }) {
  if (items.length === 0)
    return (
      <EmptyState icon={Megaphone} title="No campaigns yet">
        A campaign is one sentence: when somebody does something, wait a while, and unless they do something else, send them a mail.
      </EmptyState>
    );
  return <RecordTable label="Campaigns" items={items} columns={COLUMNS} id={({ id }) => id} to={({ id }) => `/campaigns/${id}`} />;
}

const COLUMNS: readonly Column<CampaignListItem>[] = [
  {
    header: "Campaign",
    cell: (campaign) => (
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {campaign.name}
        </Text>
        <SampleBadge campaign={campaign} />
      </Group>
    ),
  },
  { header: "State", width: "8rem", cell: ({ status }) => <CampaignBadge status={status} /> },
  { header: "Sent", align: "right", cell: ({ counts }) => counts.sent },
  { header: "Opened", align: "right", cell: ({ counts }) => counts.opened },
  { header: "Converted", align: "right", cell: ({ counts }) => counts.converted },
];
