import type { JourneyDetail } from "@beckon/contract";
import { Alert, Group, Tabs, Text } from "@mantine/core";
import { Pencil } from "lucide-react";
import { useParams } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { DocumentJson } from "../../drafting/DocumentJson.tsx";
import { SaveNote, SaveProblem } from "../../drafting/SaveNote.tsx";
import { UnsavedGuard } from "../../drafting/UnsavedGuard.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { CampaignBadge } from "../../ui/StateBadge.tsx";
import { useParameter } from "../../ui/useParameter.ts";
import { ChangesOf } from "../audit/ChangesOf.tsx";
import { usePeriod } from "../campaigns/report/usePeriod.ts";
import { RehearseTab } from "../rehearsals/RehearseTab.tsx";
import { TestRunTab } from "../rehearsals/TestRunTab.tsx";
import { JourneyEditor } from "./editor/JourneyEditor.tsx";
import { shapeProblem, useJourneyDraft } from "./editor/useJourneyDraft.ts";
import { useJourneyProblems } from "./editor/useJourneyProblems.ts";
import { JourneyActions } from "./JourneyActions.tsx";
import { JourneyPeople } from "./JourneyPeople.tsx";
import { JourneyReport } from "./JourneyReport.tsx";
import { JourneyVersions } from "./JourneyVersions.tsx";

const BACK = { to: "/journeys", label: "Journeys" };
const REFRESH_MS = 5_000;

export function JourneyPage() {
  const { id = "" } = useParams();
  const journey = useRead("getJourney", { params: { id } });
  if (journey.data) return <OpenJourney key={id} journey={journey.data} />;
  return (
    <Page title="Journey" back={BACK} width="wide">
      <Loaded query={journey} missing={{ noun: "journey", to: "/journeys", list: "To the journeys" }}>
        {() => null}
      </Loaded>
    </Page>
  );
}

/** The draft lives above the tabs, so that going to the report and back loses nothing. */
function OpenJourney({ journey }: { readonly journey: JourneyDetail }) {
  const draft = useJourneyDraft(journey);
  const problems = useJourneyProblems(draft.document, journey.problems);
  const mayWrite = useMay("campaigns:write");
  const mayAudit = useMay("audit:read");
  const launched = journey.version > 0;
  const report = useRead("getJourneyReport", { params: { id: journey.id }, query: {} }, { every: REFRESH_MS, enabled: launched });
  const readOnly = !mayWrite || journey.status === "archived";
  const [tab, setTab] = useParameter("tab");
  const period = usePeriod();
  const [people, setPeople] = useParameter("people");
  return (
    <Page
      title={draft.document.name || "Journey without a name"}
      back={BACK}
      width="wide"
      badge={<CampaignBadge status={journey.status} />}
      actions={
        <Group gap="sm">
          {mayWrite && <SaveNote state={draft.state} />}
          <JourneyActions journey={journey} draft={draft} problems={problems} />
        </Group>
      }
    >
      <UnsavedGuard draft={draft} />
      <SaveProblem draft={draft} />
      {launched && journey.hasDraft && (
        <Alert icon={<Pencil size={16} aria-hidden />} color="blue" mb="md">
          <Text size="sm">
            Version {journey.version} {journey.status === "live" ? "is live" : "was launched"}. What you change here is a draft: nobody goes by it before you
            launch the changes.
          </Text>
        </Alert>
      )}
      <Tabs value={tab || "editor"} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="editor">{launched ? "Steps" : "Editor"}</Tabs.Tab>
          <Tabs.Tab value="test">Test run</Tabs.Tab>
          <Tabs.Tab value="rehearse">Rehearse</Tabs.Tab>
          {launched && <Tabs.Tab value="report">Report</Tabs.Tab>}
          {launched && <Tabs.Tab value="versions">Versions</Tabs.Tab>}
          {mayAudit && <Tabs.Tab value="changes">Changes</Tabs.Tab>}
          <Tabs.Tab value="json">JSON</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="editor">
          <JourneyEditor draft={draft} problems={problems} keyFixed={launched} readOnly={readOnly} counts={report.data?.steps} />
        </Tabs.Panel>
        <Tabs.Panel value="test">
          <TestRunTab document={draft.document} />
        </Tabs.Panel>
        <Tabs.Panel value="rehearse">
          <RehearseTab kind="journey" draft={draft} launched={launched} />
        </Tabs.Panel>
        <Tabs.Panel value="report">
          <JourneyReport journey={journey} shown={people} show={setPeople} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <JourneyVersions journey={journey} draft={draft} readOnly={readOnly} />
        </Tabs.Panel>
        <Tabs.Panel value="changes">{mayAudit && <ChangesOf kind="journey" id={journey.id} />}</Tabs.Panel>
        <Tabs.Panel value="json">
          <DocumentJson title="The journey as a document" draft={draft} shapeProblem={shapeProblem} problems={problems} readOnly={readOnly} />
        </Tabs.Panel>
      </Tabs>
      {people !== "" && (
        <JourneyPeople
          journeyId={journey.id}
          document={draft.document}
          shown={people}
          period={tab === "report" ? period.query : {}}
          onClose={() => setPeople(null)}
        />
      )}
    </Page>
  );
}
