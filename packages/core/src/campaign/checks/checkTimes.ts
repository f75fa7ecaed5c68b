import type { ForDelay } from "../../delay/delays/forDelay.ts";
import { both, hoursBesideQuiet, hoursOfWindow, longestPause } from "../../guard/openHours.ts";
import { didYouMean } from "../../schema/nearest.ts";
import { error, type Problem, warning } from "../../schema/problem.ts";
import { describeDuration, parseDuration } from "../../time/duration.ts";
import { isZone } from "../../time/zone.ts";
import { type CampaignDocument, type CourseDocument, DEFAULT_EXPIRE_AFTER } from "../campaign.ts";
import { lifeOf } from "../life.ts";
import { isMarketing } from "../purpose.ts";
import type { Known } from "./known.ts";

/** Start, end, zone, window, delay: whether there is a moment at which the message can go. */
export function checkTimes(document: CampaignDocument, known: Known): Problem[] {
  return [...checkCourseTimes(document, known), ...checkWindow(document, known), ...checkDelay(document)];
}

/** Of campaigns and journeys alike. */
export function checkCourseTimes(document: CourseDocument, known: Known): Problem[] {
  return [...checkLife(document, known), ...checkGoal(document)];
}

function checkLife(document: CourseDocument, { now }: Known): Problem[] {
  const { life } = document;
  if (life === undefined) return [];
  if (!isZone(life.timeZone))
    return [error("life.timeZone", "bad_zone", `There is no time zone “${life.timeZone}”.${didYouMean(life.timeZone, Intl.supportedValuesOf("timeZone"))}`)];
  const { start, end } = lifeOf(document);
  const problems: Problem[] = [];
  if (life.start !== undefined && start === null) problems.push(error("life.start", "bad_date", `“${life.start}” is no date of the calendar.`));
  if (life.end !== undefined && end === null) problems.push(error("life.end", "bad_date", `“${life.end}” is no date of the calendar.`));
  if (start !== null && end !== null && end <= start)
    problems.push(error("life.end", "ends_before_start", "The campaign ends before it starts; move the end behind the start."));
  else if (end !== null && now !== undefined && end <= now)
    problems.push(error("life.end", "already_over", "The campaign's end is past, so nobody could enter; move it or leave it out."));
  return problems;
}

export function checkWindow(document: CampaignDocument, { rules }: Known): Problem[] {
  const { sendWindow } = document;
  if (sendWindow === undefined) return [];
  const window = hoursOfWindow(sendWindow);
  if (window.length === 0)
    return [
      error("sendWindow", "window_never_opens", `A window from ${sendWindow.from} to ${sendWindow.to} never opens; for the whole day write 00:00 to 24:00.`),
    ];
  const obeysQuiet = document.quietHours !== "ignore" && isMarketing(document);
  const open = both(window, hoursBesideQuiet(obeysQuiet ? (rules?.quietHours ?? null) : null));
  if (open.length === 0)
    return [
      error(
        "sendWindow",
        "window_never_opens",
        `The whole window lies in the workspace's quiet hours (${rules?.quietHours?.from} to ${rules?.quietHours?.to}); move it, or set quietHours to “ignore”.`,
      ),
    ];
  const expireAfter = document.expireAfter ?? DEFAULT_EXPIRE_AFTER;
  if (sendWindow.outside !== "skip" && longestPause(open) > (parseDuration(expireAfter) ?? 0)) {
    return [
      warning(
        "expireAfter",
        "expires_before_window",
        `Held messages are given up after ${describeDuration(expireAfter)}, which can be before the window opens again; make “expireAfter” longer.`,
      ),
    ];
  }
  return [];
}

function checkDelay(document: CampaignDocument): Problem[] {
  const { start, end } = lifeOf(document);
  if (document.delay?.kind !== "for" || start === null || end === null || end <= start) return [];
  const { duration } = document.delay as ForDelay;
  if ((parseDuration(duration) ?? 0) < end - start) return [];
  const text = `The wait of ${describeDuration(duration)} is longer than the campaign lasts`;
  return document.life?.atEnd === "exit"
    ? [error("delay.duration", "delay_outlives_campaign", `${text}, and at its end people leave: nobody would get the message.`)]
    : [warning("delay.duration", "delay_outlives_campaign", `${text}; every message goes only after its end.`)];
}

function checkGoal({ goal }: CourseDocument): Problem[] {
  return goal && parseDuration(goal.within) === 0
    ? [warning("goal.within", "goal_never_met", "The goal's window has no length, so nothing counts; write P7D, for example.")]
    : [];
}
