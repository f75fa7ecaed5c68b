import type { JourneyDetail, Problem } from "@beckon/contract";
import { CourseActions, type CourseKind } from "../campaigns/CourseActions.tsx";
import type { JourneyDraft } from "./editor/useJourneyDraft.ts";
import { JourneyLaunchModal } from "./JourneyLaunchModal.tsx";

const JOURNEY: CourseKind = {
  noun: "journey",
  home: "/journeys",
  routes: {
    pause: "pauseJourney",
    resume: "resumeJourney",
    stop: "stopJourney",
    archive: "archiveJourney",
    restore: "restoreJourney",
    delete: "deleteJourney",
    duplicate: "duplicateJourney",
    list: "listJourneys",
    stale: ["getJourney", "listJourneys", "getJourneyReport", "listJourneyPeople"],
  },
  paused: "Paused. Nobody enters, and people inside are held at their next step.",
  follows: {
    resume: "People enter again from now on. Those who were held go on from where they stand, and every message is judged anew.",
    stop: "Nobody enters any more, and everybody inside leaves where they stand. You can launch it again later; those people do not come back.",
    archive: "It is stopped and put away: everybody inside leaves where they stand. Its history stays, and it can be taken out again.",
  },
};

interface JourneyActionsProps {
  readonly journey: JourneyDetail;
  readonly draft: JourneyDraft;
  readonly problems: readonly Problem[];
}

export function JourneyActions({ journey, draft, problems }: JourneyActionsProps) {
  return (
    <CourseActions
      kind={JOURNEY}
      course={journey}
      draft={draft}
      launch={(dialog) => dialog.opened && <JourneyLaunchModal onClose={dialog.onClose} journey={journey} draft={draft} problems={problems} />}
    />
  );
}
