import type { CampaignReport } from "@beckon/contract";
import { Alert, Anchor, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { Hourglass } from "lucide-react";
import { Link } from "react-router";
import { useRead } from "../../../api/hooks.ts";
import { Loaded } from "../../../ui/Loaded.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { SCROLLS_BY_KEYBOARD } from "../../../ui/scrollsByKeyboard.ts";
import { useParameter } from "../../../ui/useParameter.ts";
import { Arms } from "./Arms.tsx";
import { DailyChart } from "./DailyChart.tsx";
import { Figure } from "./Figure.tsx";
import { moneyText, shareText } from "./money.ts";
import { People } from "./People.tsx";
import { PeriodBar } from "./PeriodBar.tsx";
import { Reasons } from "./Reasons.tsx";
import { usePeriod } from "./usePeriod.ts";

const REFRESH_MS = 5_000;
const DAY_COLUMNS = ["date", "entered", "sent", "opened", "clicked", "converted"] as const;

interface ReportProps {
  readonly campaignId: string;
  readonly campaignKey: string;
  /** Newest launched version. */
  readonly version: number;
}

/** What became of a campaign. Every number opens the people behind it. */
export function Report({ campaignId, campaignKey, version }: ReportProps) {
  const period = usePeriod();
  const report = useRead("getReport", { params: { id: campaignId }, query: period.query }, { every: REFRESH_MS, keep: true });
  const [shown, show] = useParameter("people");
  const toggle = (outcome: string | null) => show(outcome === shown ? null : outcome);
  const versions = Array.from({ length: version }, (_, place) => version - place);
  return (
    <Stack gap="lg">
      <PeriodBar period={period} versions={versions} daily={report.data?.daily} columns={DAY_COLUMNS} fileName={campaignKey} />
      <Loaded query={report}>
        {(figures) => (
          <Stack gap="lg">
            {figures.triggered === 0 && Object.keys(figures.notEntered).length === 0 && <NothingYet />}
            <Figures report={figures} shown={shown} show={toggle} />
            {shown && <People campaignId={campaignId} campaignKey={campaignKey} shown={shown} period={period.query} onClose={() => show(null)} />}
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="lg">
              <Reasons
                title="Did not enter"
                outcome="not_entered"
                counts={figures.notEntered}
                none={figures.triggered === 0 ? "Nobody was turned away." : "Everyone for whom it was triggered entered."}
                shown={shown}
                show={toggle}
              />
              <Reasons title="Held right now" outcome="held" counts={figures.held} none="Nobody is held." shown={shown} show={toggle} />
              <Reasons
                title="Entered, not sent"
                outcome="skipped"
                counts={figures.skipped}
                none="Nobody who entered was left out."
                shown={shown}
                show={toggle}
              />
            </SimpleGrid>
            <Arms report={figures} show={toggle} />
            <DailyChart days={figures.daily} timeZone={figures.timeZone} />
            <VersionTable report={figures} />
          </Stack>
        )}
      </Loaded>
    </Stack>
  );
}

/** What to do while all figures are nought. */
function NothingYet() {
  return (
    <Alert color="blue" icon={<Hourglass size={18} aria-hidden />}>
      <Text size="sm">
        Nothing has triggered it in this period. The figures move by themselves as events arrive. To see it work now, open{" "}
        <Anchor component={Link} to="/people" size="sm">
          somebody under People
        </Anchor>{" "}
        and choose “Record an event”.
      </Text>
    </Alert>
  );
}

interface FiguresProps {
  readonly report: CampaignReport;
  readonly shown: string;
  readonly show: (outcome: string) => void;
}

/** The way of a message from left to right, and below it what went otherwise. */
function Figures({ report, shown, show }: FiguresProps) {
  const figure = (label: string, value: number, outcome: string, of?: number, note?: string) => (
    <Figure key={label} label={label} value={value} of={of} note={note} active={shown === outcome} onOpen={() => show(outcome)} />
  );
  const { delivered, sent } = report;
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 2, sm: 4, lg: 7 }} spacing="sm">
        {figure("Triggered", report.triggered, "triggered")}
        {figure("Entered", report.entered, "entered", report.triggered)}
        {figure("Sent", sent, "sent", report.entered)}
        {figure("Delivered", delivered, "delivered", sent, delivered === 0 ? "not told by the server" : undefined)}
        {figure("Opened", report.opened, "opened", sent)}
        {figure("Clicked", report.clicked, "clicked", sent)}
        {figure("Goal reached", report.converted, "converted", sent, moneyText(report.revenue) || undefined)}
      </SimpleGrid>
      <SimpleGrid cols={{ base: 2, sm: 4, lg: 7 }} spacing="sm">
        {figure("Waiting", report.waiting, "waiting")}
        {figure("Held out", report.wouldHaveBeenSent, "would_have_been_sent", report.entered)}
        {figure("Machine opens", report.machineOpened, "machine_opened", sent, "mail programs, not people")}
        {figure("Unsubscribed", report.unsubscribed, "unsubscribed", sent)}
        {figure("Bounced", report.bounced, "bounced", sent)}
        {figure("Spam reports", report.complained, "complained", sent)}
        {report.unknown > 0 ? figure("Unknown", report.unknown, "unknown") : figure("Failed", report.failed, "failed", report.entered)}
      </SimpleGrid>
    </Stack>
  );
}

function VersionTable({ report: { versions } }: { readonly report: CampaignReport }) {
  if (versions.length < 2) return null;
  return (
    <Panel title="Version by version" flush>
      <Table.ScrollContainer minWidth={480} scrollAreaProps={SCROLLS_BY_KEYBOARD}>
        <Table aria-label="Version by version">
          <Table.Thead>
            <Table.Tr>
              {["Version", "Entered", "Sent", "Opened", "Clicked", "Goal reached"].map((header, place) => (
                <Table.Th key={header} ta={place === 0 ? "left" : "right"}>
                  {header}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {versions.map(({ version, entered, sent, opened, clicked, converted }) => (
              <Table.Tr key={version}>
                <Table.Td>Version {version}</Table.Td>
                <Table.Td ta="right">{entered.toLocaleString("en")}</Table.Td>
                <Table.Td ta="right">{sent.toLocaleString("en")}</Table.Td>
                {[opened, clicked, converted].map((count, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: three fixed columns.
                  <Table.Td key={place} ta="right">
                    {count.toLocaleString("en")}{" "}
                    <Text span size="xs" c="dimmed">
                      {shareText(count, sent)}
                    </Text>
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}
