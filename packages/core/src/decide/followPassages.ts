import type { Course, ExceptionEvent } from "../campaign/campaign.ts";
import { judgeCondition } from "../condition/judge.ts";
import { valueAt } from "../condition/path.ts";
import { type Event, INTERNAL } from "../event/event.ts";
import type { Json } from "../json.ts";
import { minorUnits } from "../money/money.ts";
import { formatInstant, HOUR } from "../time/instant.ts";
import { type Enrollment, isLive } from "./decide.types.ts";
import { endPassage } from "./endPassage.ts";
import { goalTimerAt } from "./goal.ts";
import { subjectOf } from "./subject.ts";
import type { Turn } from "./turn.ts";

/** Clocks of shop and browser differ, so an order may seem to precede the cart it empties; one this much older is another story. */
const CLOCK_TOLERANCE = HOUR;

/** What an event does to the passages that are under way: engagement, exceptions and goals. All act at once, inside any wait. */
export function followPassages(turn: Turn, event: Event): void {
  noteEngagement(turn, event);
  cancelByHand(turn, event);
  for (const enrollment of [...turn.enrollments.values()]) {
    if (!isLive(enrollment)) continue;
    const campaign = turn.courseOf(enrollment);
    if (!campaign) continue;
    const isBefore = event.at < enrollment.entry.at - CLOCK_TOLERANCE;
    const exception = isBefore ? undefined : campaign.document.unless?.find((candidate) => meets(turn, candidate, event, enrollment));
    if (exception) meetException(turn, campaign, enrollment, event);
    const { goal } = campaign.document;
    if (goal && enrollment.goalUntil !== null && enrollment.convertedAt === null && meets(turn, goal, event, enrollment))
      convert(turn, campaign, enrollment, event);
    if (enrollment.walk) turn.impulses.push({ kind: "event", enrollmentId: enrollment.id, event, taken: enrollment.walk.taken });
  }
}

function meets(turn: Turn, wanted: ExceptionEvent, event: Event, enrollment: Enrollment): boolean {
  if (wanted.event !== event.name || event.id === enrollment.entry.eventId) return false;
  return !wanted.where || judgeCondition(wanted.where, subjectOf(turn, event.properties, enrollment.entry.properties)).holds;
}

function meetException(turn: Turn, campaign: Course, enrollment: Enrollment, event: Event): void {
  const facts: { [name: string]: Json } = { event: event.name, at: formatInstant(event.at) };
  if (enrollment.status !== "ended") endPassage(turn, enrollment, "exception", facts, event.id);
  else if (enrollment.sentAt !== null && event.at < enrollment.sentAt) {
    turn.log({
      campaign,
      enrollmentId: enrollment.id,
      eventId: event.id,
      outcome: "late_event",
      reason: "exception",
      facts: { ...facts, sent: formatInstant(enrollment.sentAt) },
    });
  }
}

function convert(turn: Turn, campaign: Course, enrollment: Enrollment, event: Event): void {
  // A journey's goal counts from the entry, a message's from the send.
  const since = enrollment.walk ? enrollment.entry.at : enrollment.sentAt;
  if (enrollment.goalUntil === null || event.at > enrollment.goalUntil || (since !== null && event.at < since)) return;
  turn.cancelTimer(goalTimerAt(enrollment.goalUntil), "goal", enrollment.id);
  const revenue = revenueOf(campaign, event);
  turn.put({ ...(turn.enrollments.get(enrollment.id) ?? enrollment), convertedAt: event.at, revenue });
  turn.log({
    campaign,
    enrollmentId: enrollment.id,
    eventId: event.id,
    outcome: "converted",
    facts: { event: event.name, holdout: enrollment.holdout, ...(revenue ? { revenue } : {}) },
  });
}

function revenueOf(campaign: Course, event: Event): Enrollment["revenue"] {
  const { goal } = campaign.document;
  if (!goal?.revenue) return null;
  const amount = Number(valueAt(event.properties, goal.revenue));
  if (!Number.isFinite(amount)) return null;
  const currency = String(valueAt(event.properties, goal.currency ?? "currency") ?? "USD").toUpperCase();
  return { amount: event.source === "stripe" ? Math.round(amount) : minorUnits(amount, currency), currency };
}

/** Somebody in the app called a message back for this one person. */
function cancelByHand(turn: Turn, { kind, name, properties, id }: Event): void {
  if (kind !== "internal" || name !== INTERNAL.messageCancelled) return;
  const enrollment = turn.enrollments.get(String(properties["enrollment_id"]));
  if (enrollment) endPassage(turn, enrollment, "cancelled", { by: properties["by"] ?? null }, id);
}

const ENGAGEMENT: { readonly [name: string]: "deliveredAt" | "openedAt" | "clickedAt" } = {
  [INTERNAL.messageDelivered]: "deliveredAt",
  [INTERNAL.messageOpened]: "openedAt",
  [INTERNAL.messageClicked]: "clickedAt",
};

/** The first of each kind counts. */
function noteEngagement(turn: Turn, event: Event): void {
  const field = event.kind === "internal" ? ENGAGEMENT[event.name] : undefined;
  if (!field || !event.message) return;
  const enrollment = turn.enrollments.get(event.message.enrollmentId);
  if (enrollment && enrollment[field] === null) turn.put({ ...enrollment, [field]: event.at });
}
