import type { JsonObject } from "../json.ts";
import { reachesPerson } from "../message/kinds.ts";
import type { SendQuestion } from "./question.ts";

/** Whether the person is held out of this campaign or of the whole programme, with the figures; null where not. */
export function heldOut(question: SendQuestion): JsonObject | null {
  const { holdoutShares, rules, campaign } = question;
  if (campaign.document.purpose === "transactional") return null;
  if (reachesPerson(campaign.document.message) && holdoutShares.programme < rules.holdout) return { holdout: "programme", percent: rules.holdout };
  const percent = campaign.document.holdout ?? 0;
  return holdoutShares.campaign < percent ? { holdout: "campaign", percent } : null;
}
