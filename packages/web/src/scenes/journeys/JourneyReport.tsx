import type { JourneyDetail, JourneyReport as Report } from "@beckon/contract";
import { Alert, Anchor, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { Hourglass } from "lucide-react";
import { Link } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SCROLLS_BY_KEYBOARD } from "../../ui/scrollsByKeyboard.ts";
import { Figure } from "../campaigns/report/Figure.tsx";
import { PeriodBar } from "../campaigns/report/PeriodBar.tsx";
import { Reasons } from "../campaigns/report/Reasons.tsx";
import { usePeriod } from "../campaigns/report/usePeriod.ts";

const REFRESH_MS = 5_000;
const DAY_COLUMNS = ["date", "entered", "completed", "left", "sent", "converted"] as const;

interface JourneyReportProps {
  readonly journey: Pick<JourneyDetail, "id" | "key" | "version">;
  /** The number whose people are shown. */
  readonly shown: string;
  readonly show: (outcome: string | null) => void;
}

/** What became of a journey, and of its messages, in a period. Every number opens the people behind it. */
export function JourneyReport({ journey: { id, key, version }, shown, show }: JourneyReportProps) {
  const period = usePeriod();
  const report = useRead("getJourneyReport", { params: { id }, query: period.query }, { every: REFRESH_MS, keep: true });
  const versions = Array.from({ length: version }, (_, place) => version - place);
  return (
    <Stack gap="lg">
      <PeriodBar period={period} versions={versions} daily={report.data?.daily} columns={DAY_COLUMNS} fileName={key} />
      <Loaded query={report}>{(figures) => <Figures report={figures} shown={shown} show={show} />}</Loaded>
    </Stack>
  );
}

interface FiguresProps {
  readonly report: Report;
  readonly shown: string;
  readonly show: (outcome: string | null) => void;
}

function Figures({ report, shown, show }: FiguresProps) {
  const figure = (label: string, value: number, outcome: string, of?: number) => (
    <Figure label={label} value={value} of={of} active={shown === outcome} onOpen={() => show(outcome)} />
  );
  const left = Object.values(report.left).reduce((sum, count) => sum + count, 0);
  return (
    <Stack gap="lg">
      {report.triggered === 0 && (
        <Alert color="blue" icon={<Hourglass size={18} aria-hidden />}>
          <Text size="sm">Nothing has triggered it in this period. The figures move by themselves as events arrive.</Text>
        </Alert>
      )}
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }}>
        {figure("Triggered", report.triggered, "triggered")}
        {figure("Entered", report.entered, "entered", report.triggered)}
        {figure("Inside now", report.inside, "inside")}
        {figure("Went to an end", report.completed, "completed", report.entered)}
        {figure("Left before", left, "left", report.entered)}
        {figure("Goal reached", report.converted, "converted", report.entered)}
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="lg">
        <Reasons title="Did not enter" outcome="not_entered" counts={report.notEntered} none="Nobody was turned away." shown={shown} show={show} />
        <Reasons title="Held right now" outcome="held" counts={report.held} none="Nobody is held." shown={shown} show={show} />
        <Reasons title="Left before the end" outcome="left" counts={report.left} none="Nobody left before the end." shown={shown} show={show} />
      </SimpleGrid>
      <StepTable report={report} />
    </Stack>
  );
}

function StepTable({ report }: { readonly report: Report }) {
  const number = (value: number | undefined) => <Table.Td ta="right">{value === undefined ? "" : value.toLocaleString("en")}</Table.Td>;
  return (
    <Panel title="Step by step" flush>
      <Table.ScrollContainer minWidth={640} scrollAreaProps={SCROLLS_BY_KEYBOARD}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Step</Table.Th>
              {["Here now", "Passed", "Sent", "Opened", "Clicked", "Converted"].map((header) => (
                <Table.Th key={header} ta="right">
                  {header}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {report.steps.map(({ step, title, gone, waiting, passed, message }) => (
              <Table.Tr key={step}>
                <Table.Td>
                  {message ? (
                    <Anchor component={Link} to={`/campaigns/${message.campaignId}`} size="sm">
                      {title}
                    </Anchor>
                  ) : (
                    title
                  )}
                  {gone && " (gone)"}
                </Table.Td>
                {number(waiting)}
                {number(passed)}
                {number(message?.sent)}
                {number(message?.opened)}
                {number(message?.clicked)}
                {number(message?.converted)}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}
