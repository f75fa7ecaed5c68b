import type { CampaignReport } from "@beckon/contract";
import { SimpleGrid, Stack } from "@mantine/core";
import { useRead } from "../../../api/hooks.ts";
import { Loaded } from "../../../ui/Loaded.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { useParameter } from "../../../ui/useParameter.ts";
import { Arms } from "./Arms.tsx";
import { DailyChart } from "./DailyChart.tsx";
import { Figure } from "./Figure.tsx";
import { People } from "./People.tsx";
import { Reasons } from "./Reasons.tsx";

const REFRESH_MS = 5_000;

/** What became of a campaign. Every number opens the people behind it. */
export function Report({ campaignId }: { readonly campaignId: string }) {
  const report = useRead("getReport", { params: { id: campaignId } }, { every: REFRESH_MS });
  const [shown, show] = useParameter("people");
  return (
    <Loaded query={report}>
      {(figures) => (
        <Stack gap="lg">
          <Figures report={figures} shown={shown} show={show} />
          {shown && <People campaignId={campaignId} shown={shown} onClose={() => show(null)} />}
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="lg">
            <Reasons
              title="Did not enter"
              outcome="not_entered"
              counts={figures.notEntered}
              none="Everyone for whom it was triggered entered."
              shown={shown}
              show={show}
            />
            <Reasons title="Held right now" outcome="held" counts={figures.held} none="Nobody is held." shown={shown} show={show} />
            <Reasons title="Entered, not sent" outcome="skipped" counts={figures.skipped} none="Nobody who entered was left out." shown={shown} show={show} />
          </SimpleGrid>
          <Panel title="Day by day">
            <DailyChart days={figures.daily} />
          </Panel>
          <Arms report={figures} />
        </Stack>
      )}
    </Loaded>
  );
}

interface FiguresProps {
  readonly report: CampaignReport;
  readonly shown: string;
  readonly show: (outcome: string | null) => void;
}

function Figures({ report, shown, show }: FiguresProps) {
  const figure = (label: string, value: number, outcome?: string, of?: number) => (
    <Figure
      key={label}
      label={label}
      value={value}
      of={of}
      active={outcome !== undefined && shown === outcome}
      onOpen={outcome === undefined ? undefined : () => show(shown === outcome ? null : outcome)}
    />
  );
  return (
    <SimpleGrid cols={{ base: 2, sm: 4, lg: 8 }} spacing="sm">
      {figure("Triggered", report.triggered)}
      {figure("Entered", report.entered, undefined, report.triggered)}
      {figure("Waiting", report.waiting, "waiting")}
      {figure("Sent", report.sent, "sent", report.entered)}
      {figure("Opened", report.opened, "opened", report.sent)}
      {figure("Clicked", report.clicked, "clicked", report.sent)}
      {figure("Goal reached", report.converted, "converted", report.sent)}
      {figure("Failed", report.failed + report.unknown, report.unknown > report.failed ? "unknown" : "failed")}
    </SimpleGrid>
  );
}
