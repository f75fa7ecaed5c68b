import type { JsonObject } from "../json.ts";
import { isTransactional, type SendQuestion } from "./question.ts";

/** Whether the person is held out of this campaign or of the whole programme, with the figures; null where not. */
export function heldOut(question: SendQuestion): JsonObject | null {
  if (isTransactional(question)) return null;
  const { holdoutShares, rules, campaign } = question;
  if (holdoutShares.programme < rules.holdout) return { holdout: "programme", percent: rules.holdout };
  const percent = campaign.document.holdout ?? 0;
  return holdoutShares.campaign < percent ? { holdout: "campaign", percent } : null;
}
