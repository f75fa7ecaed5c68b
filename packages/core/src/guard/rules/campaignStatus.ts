import { type GuardRule, hold, skip } from "../question.ts";

/** A paused campaign holds its people until it is resumed; one that no longer runs sends nothing. */
export const campaignStatus: GuardRule = ({ campaign }) => {
  if (campaign.status === "live") return null;
  if (campaign.status === "paused") return hold(null, "campaign_paused");
  return skip("campaign_stopped", { status: campaign.status });
};
