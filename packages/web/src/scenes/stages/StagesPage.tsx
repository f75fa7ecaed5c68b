import type { LifeCycle } from "@beckon/contract";
import { Alert, Badge, Button, Group, Stack, Tabs, Text } from "@mantine/core";
import { Pencil, Rocket, TriangleAlert } from "lucide-react";
import { useChange, useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { DocumentJson } from "../../drafting/DocumentJson.tsx";
import { SaveNote, SaveProblem } from "../../drafting/SaveNote.tsx";
import { UnsavedGuard } from "../../drafting/UnsavedGuard.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { sayError } from "../../ui/say.ts";
import { useTab } from "../../ui/useTab.ts";
import { WorkProgress } from "../../ui/WorkProgress.tsx";
import { Board } from "./Board.tsx";
import { StageSets } from "./StageSets.tsx";
import { StagesEditor } from "./StagesEditor.tsx";
import { StagesVersions } from "./StagesVersions.tsx";
import { type StagesDraft, stagesShapeProblem, useStagesDraft } from "./useStages.ts";

const BUILDING_POLL_MS = 1_000;
const POLL_MS = 10_000;
const LEAD = "Everybody is in exactly one stage: the first whose rule holds.";

/** The life cycle: where people are, where they go, and the rules by which. */
export function StagesPage() {
  const lifeCycle = useRead("getStages", {}, { every: (data) => (data?.building ? BUILDING_POLL_MS : POLL_MS) });
  if (lifeCycle.data && lifeCycle.data.state !== "none") return <OpenStages lifeCycle={lifeCycle.data} />;
  return (
    <Page title="Life cycle" lead={LEAD} width="wide">
      <Loaded query={lifeCycle}>{() => <StageSets />}</Loaded>
    </Page>
  );
}

const LOOKS: { readonly [state in LifeCycle["state"]]: { readonly label: string; readonly color: string } } = {
  none: { label: "Not begun", color: "gray" },
  draft: { label: "Draft", color: "gray" },
  building: { label: "Placing people", color: "blue" },
  live: { label: "Live", color: "green" },
  failed: { label: "Not built", color: "red" },
};

function OpenStages({ lifeCycle }: { readonly lifeCycle: LifeCycle }) {
  const draft = useStagesDraft(lifeCycle);
  const mayWrite = useMay("segments:write");
  const published = lifeCycle.version > 0;
  const [tab, setTab] = useTab(published ? ["board", "rules", "versions", "json"] : ["rules", "json"]);
  const { label, color } = LOOKS[lifeCycle.state];
  return (
    <Page
      title="Life cycle"
      lead={LEAD}
      width="wide"
      badge={<Badge color={color}>{label}</Badge>}
      actions={
        <Group gap="sm">
          {mayWrite && <SaveNote state={draft.state} />}
          <PublishButton lifeCycle={lifeCycle} draft={draft} />
        </Group>
      }
    >
      <UnsavedGuard draft={draft} />
      <SaveProblem draft={draft} />
      <Notes lifeCycle={lifeCycle} />
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="lg">
          {published && <Tabs.Tab value="board">Board</Tabs.Tab>}
          <Tabs.Tab value="rules">Stages</Tabs.Tab>
          {published && <Tabs.Tab value="versions">Versions</Tabs.Tab>}
          <Tabs.Tab value="json">JSON</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="board">{published && <Board />}</Tabs.Panel>
        <Tabs.Panel value="rules">
          <StagesEditor lifeCycle={lifeCycle} draft={draft} readOnly={!mayWrite} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">{published && <StagesVersions live={lifeCycle.version} />}</Tabs.Panel>
        <Tabs.Panel value="json">
          <DocumentJson title="The stages as a document" draft={draft} shapeProblem={stagesShapeProblem} problems={lifeCycle.problems} readOnly={!mayWrite} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

/** Saves what is not saved yet, then publishes. */
function PublishButton({ lifeCycle, draft }: { readonly lifeCycle: LifeCycle; readonly draft: StagesDraft }) {
  const may = useMay("segments:publish");
  const publish = useChange("publishStages", ["getStages", "getStageBoard", "listStagesVersions"]);
  const wrong = lifeCycle.problems.some(({ severity }) => severity === "error");
  const isChanged = lifeCycle.actions.includes("publish") || draft.state !== "saved";
  if (!may || !isChanged || lifeCycle.building) return null;
  const go = async () => {
    if (await draft.flush()) publish.mutate({}, { onError: (error) => sayError(error, "It was not published") });
  };
  return (
    <Button
      leftSection={<Rocket size={16} aria-hidden />}
      loading={publish.isPending}
      disabled={wrong}
      title={wrong ? "Mend first what is marked" : undefined}
      onClick={() => void go()}
    >
      {lifeCycle.version > 0 ? "Publish the changes" : "Publish"}
    </Button>
  );
}

/** How far people are placed, why they were not, and that what is edited is a draft. */
function Notes({ lifeCycle: { building, buildError, version, hasDraft } }: { readonly lifeCycle: LifeCycle }) {
  return (
    <Stack gap="md" mb={building || buildError !== null || (hasDraft && version > 0) ? "md" : 0}>
      {building && (
        <Panel>
          <Stack gap={4}>
            <WorkProgress step={`Placing everybody by version ${building.version}`} done={building.percent} total={100} />
            <Text size="sm" c="dimmed">
              {version > 0 ? `Version ${version} stays live until it is done.` : "It is live once it is done; what happens meanwhile counts."}
            </Text>
          </Stack>
        </Panel>
      )}
      {!building && buildError !== null && (
        <Alert color="red" icon={<TriangleAlert size={18} aria-hidden />} title="The last version was not built">
          <Text size="sm">{buildError}</Text>
        </Alert>
      )}
      {!building && hasDraft && version > 0 && (
        <Alert icon={<Pencil size={16} aria-hidden />} color="blue">
          <Text size="sm">Version {version} is live. What you change is a draft: nobody moves by it before you publish it.</Text>
        </Alert>
      )}
    </Stack>
  );
}
