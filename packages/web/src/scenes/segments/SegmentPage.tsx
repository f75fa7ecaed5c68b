import type { SegmentDetail } from "@beckon/contract";
import { Alert, Group, Stack, Tabs, Text } from "@mantine/core";
import { Archive, Pencil, TriangleAlert } from "lucide-react";
import { useParams } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { DocumentJson } from "../../drafting/DocumentJson.tsx";
import { SaveNote, SaveProblem } from "../../drafting/SaveNote.tsx";
import { UnsavedGuard } from "../../drafting/UnsavedGuard.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { useParameter } from "../../ui/useParameter.ts";
import { WorkProgress } from "../../ui/WorkProgress.tsx";
import { ChangesOf } from "../audit/ChangesOf.tsx";
import { ListPeople } from "./ListPeople.tsx";
import { Members } from "./Members.tsx";
import { OverlapPanel } from "./OverlapPanel.tsx";
import { SegmentActions } from "./SegmentActions.tsx";
import { SegmentBadge } from "./SegmentBadge.tsx";
import { SegmentBuilder } from "./SegmentBuilder.tsx";
import { SegmentVersions } from "./SegmentVersions.tsx";
import { UsedBy } from "./UsedBy.tsx";
import { segmentShapeProblem, useSegmentDraft } from "./useSegmentDraft.ts";
import { useSegmentProblems } from "./useSegmentProblems.ts";

const BACK = { to: "/segments", label: "Segments" };
const BUILDING_POLL_MS = 1_000;
const POLL_MS = 10_000;

export function SegmentPage() {
  const { id = "" } = useParams();
  const segment = useRead("getSegment", { params: { id } }, { every: (data) => (data?.building ? BUILDING_POLL_MS : POLL_MS) });
  if (segment.data) return <OpenSegment key={id} segment={segment.data} />;
  return (
    <Page title="Segment" back={BACK} width="wide">
      <Loaded query={segment} missing={{ noun: "segment", to: "/segments", list: "To the segments" }}>
        {() => null}
      </Loaded>
    </Page>
  );
}

/** The draft lives above the tabs, so that going to the members and back loses nothing. */
function OpenSegment({ segment }: { readonly segment: SegmentDetail }) {
  const draft = useSegmentDraft(segment);
  const isList = segment.kind === "list";
  const problems = useSegmentProblems(segment, draft.document);
  const mayWrite = useMay("segments:write");
  const mayAudit = useMay("audit:read");
  const published = segment.version > 0;
  const [tab, setTab] = useParameter("tab");
  const isArchived = segment.state === "archived";
  const readOnly = !mayWrite || isArchived;
  return (
    <Page
      title={draft.document.name || "Segment without a name"}
      lead={published ? segment.description || undefined : undefined}
      back={BACK}
      width="wide"
      badge={<SegmentBadge segment={segment} />}
      actions={
        <Group gap="sm">
          {mayWrite && <SaveNote state={draft.state} />}
          <SegmentActions segment={segment} draft={draft} problems={problems} />
        </Group>
      }
    >
      <UnsavedGuard draft={draft} />
      <SaveProblem draft={draft} />
      <Stack gap="md" mb={segment.building || segment.buildError || segment.hasDraft || isArchived ? "md" : 0}>
        {isArchived && (
          <Alert icon={<Archive size={16} aria-hidden />} color="gray">
            <Text size="sm">
              It is archived
              {isList ? ": it keeps its people and stands in no list." : ": nobody is in it. Restored, it is built anew from what people did so far."}
            </Text>
          </Alert>
        )}
        <BuildNote segment={segment} />
        {published && segment.hasDraft && !segment.building && (
          <Alert icon={<Pencil size={16} aria-hidden />} color="blue">
            <Text size="sm">Version {segment.version} is live. What you change here is a draft: nobody enters or leaves by it before you publish it.</Text>
          </Alert>
        )}
      </Stack>
      <Tabs value={tab || (published ? "people" : "edit")} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="lg">
          {published && <Tabs.Tab value="people">People</Tabs.Tab>}
          <Tabs.Tab value="edit">{isList ? "Name" : "Builder"}</Tabs.Tab>
          {published && !isList && <Tabs.Tab value="versions">Versions</Tabs.Tab>}
          <Tabs.Tab value="used">Where used</Tabs.Tab>
          {published && <Tabs.Tab value="compare">Compare</Tabs.Tab>}
          {mayAudit && <Tabs.Tab value="changes">Changes</Tabs.Tab>}
          {!isList && <Tabs.Tab value="json">JSON</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="people">{isList ? <ListPeople segment={segment} /> : <Members segment={segment} />}</Tabs.Panel>
        <Tabs.Panel value="edit">
          <SegmentBuilder segment={segment} draft={draft} problems={problems} readOnly={readOnly} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <SegmentVersions segment={segment} draft={draft} readOnly={readOnly} />
        </Tabs.Panel>
        <Tabs.Panel value="used">
          <UsedBy segment={segment} />
        </Tabs.Panel>
        <Tabs.Panel value="compare">
          <OverlapPanel segment={segment} />
        </Tabs.Panel>
        <Tabs.Panel value="changes">{mayAudit && <ChangesOf kind="segment" id={segment.id} />}</Tabs.Panel>
        <Tabs.Panel value="json">
          <DocumentJson
            title="The segment as a document"
            draft={draft}
            shapeProblem={segmentShapeProblem(segment.kind)}
            problems={problems}
            readOnly={readOnly}
          />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

/** How far a version is that is being filled from history, or why it was not. */
function BuildNote({ segment: { building, buildError, version } }: { readonly segment: SegmentDetail }) {
  if (building)
    return (
      <Panel>
        <Stack gap={4}>
          <WorkProgress step={`Building version ${building.version} from what people did so far`} done={building.percent} total={100} />
          <Text size="sm" c="dimmed">
            {version > 0 ? `Version ${version} stays live until it is done.` : "It is live once it is done; events that come meanwhile are counted."}
          </Text>
        </Stack>
      </Panel>
    );
  if (buildError === null) return null;
  return (
    <Alert color="red" icon={<TriangleAlert size={18} aria-hidden />} title="The last version was not built">
      <Text size="sm">{buildError}</Text>
    </Alert>
  );
}
