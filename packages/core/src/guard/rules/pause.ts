import { isMarketing } from "../../campaign/purpose.ts";
import { formatInstant } from "../../time/instant.ts";
import { type GuardRule, skip } from "../question.ts";

/**
 * Who asked for a break gets no marketing until it is over. It is skipped, not held: weeks later a reminder means nothing any
 * more, and everything at once is not what a break is for.
 */
export const pause: GuardRule = (question) => {
  const { pausedUntil } = question.profile;
  if (!isMarketing(question.campaign.document) || pausedUntil === null || question.subject.now >= pausedUntil) return null;
  return skip("paused", { until: formatInstant(pausedUntil) });
};
