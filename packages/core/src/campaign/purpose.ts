import { reachesPerson } from "../message/kinds.ts";
import type { CampaignDocument, CourseDocument } from "./campaign.ts";

/** Whether what protects people's peace applies: it is no receipt or the like, and a person gets it. A journey has no message of its own. */
export function isMarketing({ purpose, message }: Pick<CourseDocument, "purpose"> & Partial<Pick<CampaignDocument, "message">>): boolean {
  return purpose !== "transactional" && (message === undefined || reachesPerson(message));
}
