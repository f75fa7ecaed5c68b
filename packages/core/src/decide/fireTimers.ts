import { priorityOf } from "../definitions/definitions.ts";
import type { Event } from "../event/event.ts";
import { triggerKindOf } from "../trigger/kinds.ts";
import type { Timer } from "./decide.types.ts";
import { considerCampaign, enterCampaigns } from "./enterCampaigns.ts";
import { followPassages } from "./followPassages.ts";
import { goalTimerAt } from "./goal.ts";
import { judgeDue } from "./judgeDue.ts";
import { armDate } from "./rearm.ts";
import { fireSessionTimer } from "./session.ts";
import type { Turn } from "./turn.ts";

/** Fires the profile's due timers in order of their instants; at one instant the campaign with the highest priority goes first. */
export function fireTimers(turn: Turn, timers: readonly Timer[]): void {
  const inOrder = [...timers].sort((a, b) => a.at - b.at || priorityAt(turn, b) - priorityAt(turn, a) || (a.subject < b.subject ? -1 : 1));
  for (const timer of inOrder) (fire[timer.kind] ?? fireTrigger)(turn, timer);
}

/** A timer is only a wake-up: whoever is woken looks at the state, and a timer that has been overtaken does nothing. */
const fire: { readonly [kind: string]: (turn: Turn, timer: Timer) => void } = {
  enrollment: (turn, timer) => {
    const enrollment = turn.enrollments.get(timer.subject);
    if (!enrollment || enrollment.dueAt === null || enrollment.dueAt > turn.now) return;
    if (enrollment.status === "waiting" || enrollment.status === "held") judgeDue(turn, enrollment);
  },
  session: (turn, timer) => {
    const happenings = fireSessionTimer(turn, timer.subject);
    for (const { event } of happenings) followPassages(turn, event);
    enterCampaigns(turn, happenings);
  },
  goal: (turn, timer) => {
    const enrollment = turn.enrollments.get(timer.subject);
    if (enrollment && enrollment.goalUntil !== null && goalTimerAt(enrollment.goalUntil) <= turn.now) turn.put({ ...enrollment, goalUntil: null });
  },
};

/** A timer that a trigger had set for itself: a date has come, or a message was ignored long enough. */
function fireTrigger(turn: Turn, timer: Timer): void {
  const campaignId = timer.subject.split(":")[0] ?? "";
  const campaign = turn.definitions.campaigns.get(campaignId);
  if (!campaign || (campaign.status !== "live" && campaign.status !== "paused")) return;
  const kind = triggerKindOf(campaign.document.trigger);
  if (kind.kind !== timer.kind) return;
  const isDate = kind.nextTimer !== undefined;
  if (isDate && turn.profile.dateTimers[campaignId] !== timer.at) return;
  const event: Event = {
    id: turn.deriveId(timer.kind, timer.subject),
    kind: "internal",
    name: kind.kind,
    at: timer.at,
    receivedAt: timer.at,
    source: "beckon",
    messageId: `${timer.kind}:${timer.subject}:${timer.at}`,
    properties: timer.payload,
    context: {},
  };
  considerCampaign(turn, campaign, { kind: "timer", timerKind: timer.kind, payload: timer.payload, event });
  if (isDate) armDate(turn, campaign, timer.at);
}

function priorityAt(turn: Turn, timer: Timer): number {
  const campaignId = turn.enrollments.get(timer.subject)?.campaignId ?? timer.subject.split(":")[0] ?? "";
  const campaign = turn.definitions.campaigns.get(campaignId);
  return campaign ? priorityOf(campaign) : 0;
}
