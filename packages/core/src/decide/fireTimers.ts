import { courseOf, priorityOf } from "../definitions/definitions.ts";
import type { Event } from "../event/event.ts";
import type { Instant } from "../time/instant.ts";
import { triggerKindOf } from "../trigger/kinds.ts";
import type { Timer } from "./decide.types.ts";
import { considerCampaign } from "./enterCampaigns.ts";
import { goalTimerAt } from "./goal.ts";
import { judgeDue } from "./judgeDue.ts";
import { armDate, rearmDates } from "./rearm.ts";
import { fireSessionTimer } from "./session.ts";
import { settleSegments } from "./settleSegments.ts";
import { tell } from "./tell.ts";
import type { Turn } from "./turn.ts";
import { walkOn } from "./walk.ts";

/**
 * Fires the profile's due timers in order of their instants. At one instant windows lapse first, all together, so that messages due
 * then see who belongs where; then the campaign with the highest priority goes first.
 */
export function fireTimers(turn: Turn, timers: readonly Timer[]): void {
  const until = Math.max(...timers.map(({ at }) => at));
  for (let waiting = inOrder(turn, timers); waiting.length > 0; ) {
    const first = waiting[0] as Timer;
    const together = isLapse(first) ? waiting.filter((timer) => isLapse(timer) && timer.at === first.at) : [first];
    turn.at = Math.min(first.at, turn.now);
    if (isLapse(first)) lapse(turn, together);
    else (fire[first.kind] ?? fireTrigger)(turn, first);
    // What is due later must find the caps as this one's message leaves them.
    walkOn(turn);
    waiting = inOrder(turn, [...waiting.filter((timer) => !together.includes(timer)), ...takeEarlier(turn, until)]);
  }
}

function inOrder(turn: Turn, timers: readonly Timer[]): Timer[] {
  return [...timers].sort(
    (a, b) => a.at - b.at || Number(isLapse(b)) - Number(isLapse(a)) || priorityAt(turn, b) - priorityAt(turn, a) || (a.subject < b.subject ? -1 : 1),
  );
}

/** Windows that lapse and sessions that end before the last of these timers, set just now: they come in between. */
function takeEarlier({ effects }: Turn, until: Instant): Timer[] {
  const taken = effects.setTimers.filter((timer) => (isLapse(timer) || timer.kind === "session") && timer.at <= until);
  if (taken.length > 0) effects.setTimers.splice(0, effects.setTimers.length, ...effects.setTimers.filter((timer) => !taken.includes(timer)));
  return taken;
}

/** A timer is only a wake-up: whoever is woken looks at the state, and a timer that has been overtaken does nothing. */
const fire: { readonly [kind: string]: (turn: Turn, timer: Timer) => void } = {
  enrollment: (turn, timer) => {
    const enrollment = turn.enrollments.get(timer.subject);
    if (!enrollment || enrollment.dueAt === null || enrollment.dueAt > turn.now) return;
    if (enrollment.walk) turn.impulses.push({ kind: "due", enrollmentId: enrollment.id });
    else if (enrollment.status === "waiting" || enrollment.status === "held") judgeDue(turn, enrollment);
  },
  session: (turn, timer) => {
    const happenings = fireSessionTimer(turn, timer.subject);
    tell(turn, [...settleSegments(turn, null), ...happenings]);
  },
  goal: (turn, timer) => {
    const enrollment = turn.enrollments.get(timer.subject);
    if (enrollment && enrollment.goalUntil !== null && goalTimerAt(enrollment.goalUntil) <= turn.now) turn.put({ ...enrollment, goalUntil: null });
  },
};

function isLapse({ kind }: Timer): boolean {
  return kind === "segment" || kind === "aggregate";
}

/** What time has taken out of a window: the segments and computed attributes that had a timer for it are judged anew. */
function lapse(turn: Turn, timers: readonly Timer[]): void {
  const { past } = turn;
  for (const { kind, subject, at } of timers) {
    const membership = past.memberships.get(subject);
    const aggregate = past.aggregates.get(subject);
    if (kind === "segment" && membership?.timerAt === at) {
      past.putMembership({ ...membership, timerAt: null });
      past.touched.add(`membership:${subject}`);
    } else if (kind === "aggregate" && aggregate?.timerAt === at) {
      const { timerAt: _fired, ...others } = aggregate;
      past.putAggregate(subject, others);
    }
  }
  const before = { attributes: turn.profile.attributes, timeZone: turn.timeZone };
  const changes = settleSegments(turn, null);
  const changed = changes.flatMap((change) => (change.kind === "attribute" ? change.name : []));
  if (changed.length > 0) rearmDates(turn, turn.at, before, changed);
  tell(turn, changes);
}

/** A timer that a trigger had set for itself: a date has come, or a message was ignored long enough. */
function fireTrigger(turn: Turn, timer: Timer): void {
  const campaignId = timer.subject.split(":")[0] ?? "";
  const campaign = courseOf(turn.definitions, campaignId);
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
  const campaign = courseOf(turn.definitions, campaignId);
  return campaign ? priorityOf(campaign) : 0;
}
