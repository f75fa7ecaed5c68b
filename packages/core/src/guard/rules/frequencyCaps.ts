import { isMarketing } from "../../campaign/purpose.ts";
import type { Json } from "../../json.ts";
import type { SentSlot } from "../../profile/profile.ts";
import { formatInstant } from "../../time/instant.ts";
import { capsOf, describeCap, type FullCap, judgeCaps } from "../frequencyCap.ts";
import { type GuardRule, hold, skip } from "../question.ts";
import { nextSendTime } from "./sendTimes.ts";

/** Slots that the log names one by one. */
const NAMED_MAX = 20;

/** No more messages than the workspace and the campaign allow. What is over is skipped, or put off to when there is room. */
export const frequencyCaps: GuardRule = (question) => {
  const { campaign, rules, profile, subject, sendId } = question;
  if (!isMarketing(campaign.document) || (campaign.document.frequencyCaps ?? "respect") !== "respect") return null;
  const slots = sendId ? profile.sent.filter((slot) => slot.sendId !== sendId) : profile.sent;
  const verdict = judgeCaps(capsOf(campaign.document, rules), slots, subject.timeZone, subject.now);
  if (verdict.room) return null;
  const facts = { caps: verdict.full.map(factsOf), free_at: verdict.freeAt === null ? null : formatInstant(verdict.freeAt) };
  // Waking when there is room but the window is shut would only be held again.
  const until = verdict.over === "defer" && verdict.freeAt !== null ? (nextSendTime(question, verdict.freeAt) ?? verdict.freeAt) : null;
  return until === null ? skip("frequency_cap", facts) : hold(until, "frequency_cap", facts);
};

function factsOf({ cap, filledBy, freeAt }: FullCap): Json {
  return {
    cap: describeCap(cap),
    max: cap.max,
    count: filledBy.length,
    filled_by: filledBy.slice(-NAMED_MAX).map(slotFacts),
    free_at: freeAt === null ? null : formatInstant(freeAt),
  };
}

function slotFacts({ sendId, campaignId, at }: SentSlot): Json {
  return { send: sendId, campaign: campaignId, at: formatInstant(at) };
}
