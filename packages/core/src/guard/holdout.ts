import type { Campaign, CourseDocument, WorkspaceRules } from "../campaign/campaign.ts";
import { shareOf } from "../hash/hash.ts";
import type { JsonObject } from "../json.ts";
import { reachesPerson } from "../message/kinds.ts";
import type { Profile } from "../profile/profile.ts";
import type { SendQuestion } from "./question.ts";

/** By what a person is drawn, the same for ever: for the campaign, or the journey that it is part of, and for the whole programme. */
export function holdoutSharesOf({ id, partOf }: Pick<Campaign, "id" | "partOf">, profile: Pick<Profile, "id" | "workspaceId">): SendQuestion["holdoutShares"] {
  return { campaign: shareOf(partOf?.journeyId ?? id, profile.id), programme: shareOf("programme", String(profile.workspaceId), profile.id) };
}

/** Whether the person is held out of this campaign or of the whole programme, with the figures; null where not. */
export function heldOut({ holdoutShares, rules, campaign: { document } }: SendQuestion): JsonObject | null {
  return heldOutBy(document, holdoutShares, reachesPerson(document.message) ? rules : { holdout: 0 });
}

/** The same for a way through a journey, whose messages are judged each by itself when their time comes. */
export function heldOutBy(
  { purpose, holdout: percent = 0 }: CourseDocument,
  shares: SendQuestion["holdoutShares"],
  { holdout }: Pick<WorkspaceRules, "holdout">,
): JsonObject | null {
  if (purpose === "transactional") return null;
  if (shares.programme < holdout) return { holdout: "programme", percent: holdout };
  return shares.campaign < percent ? { holdout: "campaign", percent } : null;
}
