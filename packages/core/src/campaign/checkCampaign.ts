import { checkJson } from "../schema/checkJson.ts";
import type { Problem } from "../schema/problem.ts";
import type { CampaignDocument } from "./campaign.ts";
import { campaignSchema } from "./campaignSchema.ts";
import { checkAudience } from "./checks/checkAudience.ts";
import { checkEvents } from "./checks/checkEvents.ts";
import { checkSending } from "./checks/checkSending.ts";
import { checkTimes } from "./checks/checkTimes.ts";
import type { Known } from "./checks/known.ts";

/**
 * Everything that is wrong with a campaign, as far as it can be said without sending it. First the shape; where that is
 * right, what could never work or is likely not meant. No error = it may be launched.
 */
export function checkCampaign(document: unknown, known: Known = {}): Problem[] {
  const shape = checkJson(campaignSchema, document, campaignSchema.$defs);
  if (shape.length > 0) return shape;
  const campaign = document as CampaignDocument;
  return [...checkTimes(campaign, known), ...checkEvents(campaign, known), ...checkAudience(campaign, known), ...checkSending(campaign, known)];
}
