import type { CampaignDocument } from "../../campaign/campaign.ts";
import { isMarketing } from "../../campaign/purpose.ts";
import type { JsonObject } from "../../json.ts";
import type { Instant } from "../../time/instant.ts";
import { localOf } from "../../time/zone.ts";
import { both, hoursBesideQuiet, hoursOfWindow, isOpen, nextOpen, type OpenHours } from "../openHours.ts";
import { type GuardRule, hold, type Refusal, type SendQuestion, skip } from "../question.ts";

/**
 * The campaign's send window and the workspace's quiet hours, by the recipient's clock. Both are asked together, so that
 * a message that is held wakes up when both allow it.
 */
export const sendTimes: GuardRule = (question) => {
  const times = timesFor(question);
  const { now, timeZone } = question.subject;
  if (isOpen(times.allowed, timeZone, now)) return null;
  const { sendWindow, quietHours } = question.campaign.document;
  return isOpen(times.window, timeZone, now)
    ? refuse(question, "quiet_hours", quietHours === "skip", { ...question.rules.quietHours })
    : refuse(question, "send_window", sendWindow?.outside === "skip", windowFacts(question.campaign.document));
};

/** The first instant at or after `from` at which window and quiet hours allow the message, or null. */
export function nextSendTime(question: SendQuestion, from: Instant): Instant | null {
  return nextOpen(timesFor(question).allowed, question.subject.timeZone, from);
}

function refuse(question: SendQuestion, reason: "send_window" | "quiet_hours", skips: boolean, rule: JsonObject): Refusal {
  const { now, timeZone } = question.subject;
  const { hour, minute } = localOf(timeZone, now);
  const facts = { ...rule, local_time: `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`, time_zone: timeZone };
  const until = skips ? null : nextSendTime(question, now);
  return until === null ? skip(reason, facts) : hold(until, reason, facts);
}

function windowFacts({ sendWindow }: CampaignDocument): JsonObject {
  if (sendWindow === undefined) return {};
  return { from: sendWindow.from, to: sendWindow.to, ...(sendWindow.weekdays ? { weekdays: [...sendWindow.weekdays] } : {}) };
}

interface SendTimes {
  readonly quiet: SendQuestion["rules"]["quietHours"];
  readonly window: OpenHours;
  readonly allowed: OpenHours;
}

const byDocument = new WeakMap<CampaignDocument, SendTimes>();

/** Hours of the week for the document, worked out once for as long as the workspace's quiet hours stay the same. */
function timesFor(question: SendQuestion): SendTimes {
  const { document } = question.campaign;
  const quiet = document.quietHours === "ignore" || !isMarketing(document) ? null : question.rules.quietHours;
  const known = byDocument.get(document);
  if (known !== undefined && known.quiet === quiet) return known;
  const window = hoursOfWindow(document.sendWindow);
  const times = { quiet, window, allowed: both(window, hoursBesideQuiet(quiet)) };
  byDocument.set(document, times);
  return times;
}
