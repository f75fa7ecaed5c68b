import { reachesPerson } from "../message/kinds.ts";
import type { CampaignDocument } from "./campaign.ts";

/** Whether what protects people's peace applies to a campaign's message: it is no receipt or the like, and a person gets it. */
export function isMarketing({ purpose, message }: Pick<CampaignDocument, "purpose" | "message">): boolean {
  return purpose !== "transactional" && reachesPerson(message);
}
