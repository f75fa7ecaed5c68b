import { INTERNAL } from "../event/event.ts";
import type { Json } from "../json.ts";
import type { Reason } from "../send/send.ts";
import type { Enrollment } from "./decide.types.ts";
import type { Turn } from "./turn.ts";
import { announce } from "./walkQueue.ts";

type Facts = { readonly [name: string]: Json };

/**
 * Ends a passage from outside (exception, stop, end of life), in whatever state it is. What is already with the sender
 * is called back: its outcome tells whether that came in time, and until then its cap slot stays taken.
 */
export function endPassage(turn: Turn, enrollment: Enrollment, reason: Reason, facts: Facts, eventId?: string): void {
  if (enrollment.status === "ended" || enrollment.calledBack !== null) return;
  if (enrollment.status === "sending") {
    turn.put({ ...enrollment, calledBack: reason });
    if (enrollment.sendId !== null) turn.effects.cancelSends.push({ sendId: enrollment.sendId, reason, facts: { ...facts } });
    return;
  }
  if (enrollment.dueAt !== null) turn.cancelTimer(enrollment.dueAt, "enrollment", enrollment.id);
  close(turn, enrollment, reason);
  logFor(turn, enrollment, "exited", reason, facts, eventId);
}

/** The passage is over. With a way through a journey ends the message that it waits for; with a message its step goes on. */
export function close(turn: Turn, enrollment: Enrollment, reason: Reason, change: Partial<Enrollment> = {}): Enrollment {
  const ended = turn.put({ ...enrollment, status: "ended", endReason: reason, endedAt: turn.now, dueAt: null, hold: null, calledBack: null, ...change });
  if (ended.walk) closeWalk(turn, ended, reason);
  if (ended.partOf) turn.impulses.push({ kind: "message", enrollmentId: ended.partOf.enrollmentId, messageId: ended.id });
  return ended;
}

function closeWalk(turn: Turn, enrollment: Enrollment, reason: Reason): void {
  const message = enrollment.walk?.messageId ? turn.enrollments.get(enrollment.walk.messageId) : undefined;
  if (message) endPassage(turn, message, reason, {});
  const journey = turn.journeyOf(enrollment);
  if (journey) announce(turn, INTERNAL.journeyEnded, journey, enrollment, { reason, step: enrollment.walk?.step ?? null });
}

export function logFor(
  turn: Turn,
  enrollment: Enrollment,
  outcome: Parameters<Turn["log"]>[0]["outcome"],
  reason?: Reason,
  facts?: Facts,
  eventId?: string,
): void {
  turn.log({
    campaign: { id: enrollment.campaignId, version: enrollment.version },
    enrollmentId: enrollment.id,
    eventId: eventId ?? enrollment.entry.eventId,
    outcome,
    reason,
    facts,
  });
}
