import type { Reason } from "../send/send.ts";
import type { CampaignChange, Enrollment, Input } from "./decide.types.ts";
import { endPassage } from "./endPassage.ts";
import { judgeDue } from "./judgeDue.ts";
import { moveToVersion } from "./moveToVersion.ts";
import { armDate } from "./rearm.ts";
import type { Turn } from "./turn.ts";

type CampaignInput = Extract<Input, { kind: "campaign" }>;

/** What a change of a campaign means for one person: dates are armed, held passages go on, waiting ones move on or end. */
export function changeCampaign(turn: Turn, input: CampaignInput): void {
  const campaign = turn.definitions.campaigns.get(input.campaignId);
  if (!campaign) return;
  if (input.change === "launched") {
    armDate(turn, campaign, input.at);
    return;
  }
  for (const enrollment of [...turn.enrollments.values()].filter((one) => isMeant(one, input))) {
    if (input.change === "resumed") {
      if (enrollment.status === "held" && enrollment.hold?.reason === "campaign_paused") judgeDue(turn, enrollment);
    } else if (input.change === "moved") moveToVersion(turn, campaign, enrollment);
    else endPassage(turn, enrollment, ENDS[input.change], input.change === "replaced" ? { version: input.version } : {});
  }
}

const ENDS: { readonly [change in Exclude<CampaignChange, "launched" | "resumed" | "moved">]: Reason } = {
  stopped: "campaign_stopped",
  ended: "campaign_ended",
  replaced: "version_replaced",
};

/** Who entered after the change (a campaign may be stopped and launched again) is not meant by it; a launch speaks to those in older versions. */
function isMeant(enrollment: Enrollment, { campaignId, change, version, at }: CampaignInput): boolean {
  if (enrollment.campaignId !== campaignId || enrollment.status === "ended") return false;
  return change === "moved" || change === "replaced" ? enrollment.version < version : enrollment.enteredAt <= at;
}
