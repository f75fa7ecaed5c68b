import { type CampaignDocument, campaignSchema, checkJson } from "@beckon/core";

/** What a document still lacks to be kept at all (an event without a name, a mail without a subject), or null. */
export function shapeProblem(document: CampaignDocument): string | null {
  return checkJson(campaignSchema, document, campaignSchema.$defs)[0]?.message ?? null;
}
