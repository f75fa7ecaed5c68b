import type { CampaignDetail } from "@beckon/contract";
import { Alert, Group, Tabs, Text } from "@mantine/core";
import { Pencil } from "lucide-react";
import { useLocation, useParams } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { DocumentJson } from "../../drafting/DocumentJson.tsx";
import { SaveNote, SaveProblem } from "../../drafting/SaveNote.tsx";
import { UnsavedGuard } from "../../drafting/UnsavedGuard.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { SampleBadge } from "../../ui/SampleBadge.tsx";
import { CampaignBadge } from "../../ui/StateBadge.tsx";
import { useTab } from "../../ui/useTab.ts";
import { ChangesOf } from "../audit/ChangesOf.tsx";
import { RehearseTab } from "../rehearsals/RehearseTab.tsx";
import { CampaignActions } from "./CampaignActions.tsx";
import { CampaignEditor } from "./editor/CampaignEditor.tsx";
import { shapeProblem } from "./editor/shapeProblem.ts";
import { useCampaignDraft } from "./editor/useCampaignDraft.ts";
import { useProblems } from "./editor/useProblems.ts";
import { Report } from "./report/Report.tsx";
import { Versions } from "./Versions.tsx";

const BACK = { to: "/campaigns", label: "Campaigns" };

export function CampaignPage() {
  const { id = "" } = useParams();
  const campaign = useRead("getCampaign", { params: { id } });
  if (campaign.data) return <OpenCampaign key={id} campaign={campaign.data} />;
  return (
    <Page title="Campaign" back={BACK} width="wide">
      <Loaded query={campaign} missing={{ noun: "campaign", to: "/campaigns", list: "To the campaigns" }}>
        {() => null}
      </Loaded>
    </Page>
  );
}

/** The draft lives above the tabs, so that going to the report and back loses nothing. */
function OpenCampaign({ campaign }: { readonly campaign: CampaignDetail }) {
  const draft = useCampaignDraft(campaign);
  const problems = useProblems(draft.document, campaign.problems);
  const mayWrite = useMay("campaigns:write");
  const mayAudit = useMay("audit:read");
  const launched = campaign.version > 0;
  const tabs = ["editor", ...(launched ? (["report", "versions"] as const) : []), ...(mayAudit ? (["changes"] as const) : []), "json"] as const;
  const [tab, setTab] = useTab(tabs, launched ? "report" : "editor");
  const isNew = (useLocation().state as { readonly isNew?: boolean } | null)?.isNew === true;
  return (
    <Page
      title={draft.document.name || "Campaign without a name"}
      back={BACK}
      width="wide"
      badge={
        <>
          <CampaignBadge status={campaign.status} />
          <SampleBadge campaign={campaign} />
        </>
      }
      actions={
        <Group gap="sm">
          {mayWrite && <SaveNote state={draft.state} />}
          <CampaignActions campaign={campaign} draft={draft} problems={problems} />
        </Group>
      }
    >
      <UnsavedGuard draft={draft} />
      <SaveProblem draft={draft} />
      {launched && campaign.hasDraft && (
        <Alert icon={<Pencil size={16} aria-hidden />} color="blue" mb="md">
          <Text size="sm">
            Version {campaign.version} {campaign.status === "live" ? "is live" : "was launched"}. What you change here is a draft: nobody gets it before you
            launch the changes.
          </Text>
        </Alert>
      )}
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="lg">
          {launched && <Tabs.Tab value="report">Report</Tabs.Tab>}
          <Tabs.Tab value="editor">{launched ? "Edit" : "Editor"}</Tabs.Tab>
          <Tabs.Tab value="rehearse">Rehearse</Tabs.Tab>
          {launched && <Tabs.Tab value="versions">Versions</Tabs.Tab>}
          {mayAudit && <Tabs.Tab value="changes">Changes</Tabs.Tab>}
          <Tabs.Tab value="json">JSON</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="report">
          <Report campaignId={campaign.id} campaignKey={campaign.key} version={campaign.version} />
        </Tabs.Panel>
        <Tabs.Panel value="editor">
          <CampaignEditor draft={draft} problems={problems} keyFixed={launched} isNew={isNew} readOnly={!mayWrite || campaign.status === "archived"} />
        </Tabs.Panel>
        <Tabs.Panel value="changes">{mayAudit && <ChangesOf kind="campaign" id={campaign.id} />}</Tabs.Panel>
        <Tabs.Panel value="rehearse">
          <RehearseTab kind="campaign" draft={draft} launched={launched} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <Versions campaign={campaign} draft={draft} readOnly={!mayWrite || campaign.status === "archived"} />
        </Tabs.Panel>
        <Tabs.Panel value="json">
          <DocumentJson
            title="The campaign as a document"
            draft={draft}
            shapeProblem={shapeProblem}
            problems={problems}
            readOnly={!mayWrite || campaign.status === "archived"}
          />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
