import type { CampaignDetail, Problem } from "@beckon/contract";
import { CourseActions, type CourseKind } from "./CourseActions.tsx";
import type { CampaignDraft } from "./editor/useCampaignDraft.ts";
import { LaunchModal } from "./LaunchModal.tsx";

const CAMPAIGN: CourseKind = {
  noun: "campaign",
  home: "/campaigns",
  routes: {
    pause: "pauseCampaign",
    resume: "resumeCampaign",
    stop: "stopCampaign",
    archive: "archiveCampaign",
    restore: "restoreCampaign",
    delete: "deleteCampaign",
    duplicate: "duplicateCampaign",
    list: "listCampaigns",
    stale: ["getCampaign", "listCampaigns", "getReport", "listPeople"],
  },
  paused: "Paused. Nobody enters, and people who wait are held.",
  follows: {
    resume: "People enter again from now on. Those who were held are judged now, by every rule.",
    stop: "Nobody enters any more, and everybody who waits leaves without the message. You can launch it again later; those people do not come back.",
    archive: "It is stopped and put away: everybody who waits leaves without the message. Its history stays, and it can be taken out again.",
  },
};

interface CampaignActionsProps {
  readonly campaign: CampaignDetail;
  readonly draft: CampaignDraft;
  readonly problems: readonly Problem[];
}

export function CampaignActions({ campaign, draft, problems }: CampaignActionsProps) {
  return (
    <CourseActions
      kind={CAMPAIGN}
      course={campaign}
      draft={draft}
      launch={(dialog) => <LaunchModal {...dialog} campaign={campaign} draft={draft} problems={problems} />}
    />
  );
}
