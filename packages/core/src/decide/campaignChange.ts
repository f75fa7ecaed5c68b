import type { Campaign } from "../campaign/campaign.ts";
import { courseOf } from "../definitions/definitions.ts";
import { isJourney } from "../journey/journey.ts";
import type { Reason } from "../send/send.ts";
import type { CampaignChange, Enrollment, Input } from "./decide.types.ts";
import { endPassage } from "./endPassage.ts";
import { judgeDue } from "./judgeDue.ts";
import { moveToVersion } from "./moveToVersion.ts";
import { moveWalk, resumeWalk } from "./moveWalk.ts";
import { armDate } from "./rearm.ts";
import type { Turn } from "./turn.ts";

type CampaignInput = Extract<Input, { kind: "campaign" }>;

/** What a change of a campaign means for one person: dates are armed, held passages go on, waiting ones move on or end. */
export function changeCampaign(turn: Turn, input: CampaignInput): void {
  const campaign = courseOf(turn.definitions, input.campaignId);
  if (!campaign) return;
  if (input.change === "launched") {
    armDate(turn, campaign, input.at);
    return;
  }
  for (const enrollment of [...turn.enrollments.values()].filter((one) => isMeant(one, input))) {
    if (input.change === "resumed") {
      if (enrollment.status === "held" && enrollment.hold?.reason === "campaign_paused") resume(turn, enrollment);
    } else if (input.change === "refilled") turn.impulses.push({ kind: "refilled", enrollmentId: enrollment.id });
    else if (input.change === "moved") {
      if (isJourney(campaign)) moveWalk(turn, campaign, enrollment);
      else moveToVersion(turn, campaign as Campaign, enrollment);
    } else endPassage(turn, enrollment, ENDS[input.change], input.change === "replaced" ? { version: input.version } : {});
  }
}

function resume(turn: Turn, enrollment: Enrollment): void {
  if (enrollment.walk) resumeWalk(turn, enrollment);
  else judgeDue(turn, enrollment);
}

const ENDS: { readonly [change in Exclude<CampaignChange, "launched" | "resumed" | "moved" | "refilled">]: Reason } = {
  stopped: "campaign_stopped",
  ended: "campaign_ended",
  replaced: "version_replaced",
};

/** The messages of a journey go by it: its end ends them with it, and they are resumed with it. Who entered after the change (a campaign may be stopped and launched again) is not meant by it; a launch speaks to those in older versions. */
function isMeant(enrollment: Enrollment, { campaignId, change, version, at }: CampaignInput): boolean {
  if (enrollment.status === "ended") return false;
  if (enrollment.partOf?.journeyId === campaignId) return change === "resumed";
  if (enrollment.campaignId !== campaignId) return false;
  return change === "moved" || change === "replaced" ? enrollment.version < version : enrollment.enteredAt <= at;
}
