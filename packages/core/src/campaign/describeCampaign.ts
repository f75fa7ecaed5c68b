import { describeCondition } from "../condition/judge.ts";
import { describeDelay } from "../delay/kinds.ts";
import { describeCap } from "../guard/frequencyCap.ts";
import { describeMessage } from "../message/kinds.ts";
import { checkJson } from "../schema/checkJson.ts";
import { describeDuration } from "../time/duration.ts";
import { describeWeekdays } from "../time/weekdays.ts";
import { describeTrigger } from "../trigger/kinds.ts";
import type { CampaignDocument, ExceptionEvent, Reentry } from "./campaign.ts";
import { campaignSchema } from "./campaignSchema.ts";

/** The campaign as short English sentences in the order in which things come: when, for whom, wait, unless, between, at most, send, goal. Empty for a draft that has not its shape yet. */
export function describeCampaign(document: CampaignDocument): string[] {
  if (checkJson(campaignSchema, document, campaignSchema.$defs).length > 0) return [];
  const { trigger, audience, delay, unless = [], atMost = [], message, goal } = document;
  return [
    `When ${describeTrigger(trigger)}.`,
    audience ? `For people for whom ${describeCondition(audience)}.` : "For everyone.",
    ...describeReentry(document),
    !delay || delay.kind === "none" ? "At once." : `Wait ${describeDelay(delay)}.`,
    ...unless.map((exception) => `Unless ${describeExpected(exception)}.`),
    ...describeSendWindow(document),
    ...describeLife(document),
    ...atMost.map((cap) => `${capital(describeCap(cap))}.`),
    `Send ${describeMessage(message)}.`,
    ...(document.holdout ? [`Hold out ${document.holdout} percent of people.`] : []),
    ...(goal ? [`Goal: ${describeExpected(goal)} within ${describeDuration(goal.within)}.`] : []),
  ];
}

function describeExpected({ event, where }: ExceptionEvent): string {
  return `“${event}” happens${where ? ` where ${describeCondition(where)}` : ""}`;
}

const REENTRY: { readonly [kind in Reentry["kind"]]: (reentry: Reentry) => string[] } = {
  every_time: () => [],
  once: () => ["Each person once."],
  window: (reentry) => (reentry.kind === "window" ? [`Each person at most once in ${describeDuration(reentry.window)}.`] : []),
  per_key: (reentry) => (reentry.kind === "per_key" ? [`Each person once per ${reentry.property}.`] : []),
};

function describeReentry({ reentry, onRepeat }: CampaignDocument): string[] {
  const again =
    onRepeat === "restart"
      ? ["If it comes again while one waits, the wait begins anew."]
      : onRepeat === "enroll"
        ? ["If it comes again while one waits, one enters again."]
        : [];
  return [...(reentry ? REENTRY[reentry.kind](reentry) : []), ...again];
}

function describeSendWindow({ sendWindow }: CampaignDocument): string[] {
  if (sendWindow === undefined) return [];
  const { from, to, weekdays, outside } = sendWindow;
  return [`Between ${from} and ${to}${describeWeekdays(weekdays)} by the person's clock, else ${outside === "skip" ? "not at all" : "when it is next so"}.`];
}

function describeLife({ life }: CampaignDocument): string[] {
  if (!life || (!life.start && !life.end)) return [];
  const from = life.start ? ` from ${life.start.replace("T", " ")}` : "";
  const to = life.end ? ` until ${life.end.replace("T", " ")}` : "";
  return [`Runs${from}${to} (${life.timeZone}).`];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
