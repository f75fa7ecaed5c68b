import type { Input } from "./decide.types.ts";
import { endPassage } from "./endPassage.ts";
import { judgeDue } from "./judgeDue.ts";
import { armDate } from "./rearm.ts";
import type { Turn } from "./turn.ts";

type CampaignInput = Extract<Input, { kind: "campaign" }>;

/** What a change of a campaign means for one person: dates are armed, held passages go on, waiting ones end. */
export function changeCampaign(turn: Turn, input: CampaignInput): void {
  const campaign = turn.definitions.campaigns.get(input.campaignId);
  if (!campaign) return;
  if (input.change === "launched") {
    armDate(turn, campaign, input.at);
    return;
  }
  // Who entered after the change (a campaign may be stopped and launched again) is not meant by it.
  const inside = [...turn.enrollments.values()].filter(
    (enrollment) => enrollment.campaignId === campaign.id && enrollment.status !== "ended" && enrollment.enteredAt <= input.at,
  );
  for (const enrollment of inside) {
    if (input.change === "resumed") {
      if (enrollment.status === "held" && enrollment.hold?.reason === "campaign_paused") judgeDue(turn, enrollment);
    } else endPassage(turn, enrollment, input.change === "stopped" ? "campaign_stopped" : "campaign_ended", {});
  }
}
