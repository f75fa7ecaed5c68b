import { isMarketing } from "../../campaign/purpose.ts";
import { type GuardRule, skip } from "../question.ts";

/** Whoever is in one of the segments that the workspace never sends to gets no marketing, whatever a campaign says; receipts and the like go. */
export const neverSend: GuardRule = ({ campaign, rules, subject }) => {
  if (!isMarketing(campaign.document)) return null;
  const segment = rules.neverSend?.find((key) => subject.segments?.(key));
  return segment === undefined ? null : skip("never_send", { segment });
};
