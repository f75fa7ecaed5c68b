import { INTERNAL } from "../event/event.ts";
import { heldOutBy, holdoutSharesOf } from "../guard/holdout.ts";
import type { Journey } from "../journey/journey.ts";
import type { Reason } from "../send/send.ts";
import { addDuration } from "../time/duration.ts";
import type { Enrollment } from "./decide.types.ts";
import { endPassage } from "./endPassage.ts";
import { goalTimerAt } from "./goal.ts";
import { newEnrollment } from "./newEnrollment.ts";
import type { Turn } from "./turn.ts";
import { announce, atStep, FIRST } from "./walkQueue.ts";

/** Somebody comes into the journey and stands at the door of its first step. */
export function beginWalk(turn: Turn, journey: Journey, entry: Enrollment["entry"], key: string | null): void {
  const { goal, steps } = journey.document;
  const goalUntil = goal ? addDuration(turn.now, goal.within) : null;
  // In which arm somebody is must stand before any message: the goal may be reached before the first.
  const holdout = heldOutBy(journey.document, holdoutSharesOf(journey, turn.profile), turn.definitions.workspace) !== null;
  const enrollment = turn.put({ ...newEnrollment(turn, journey, entry, key), holdout, goalUntil, walk: atStep(steps[0]?.id ?? "", turn.now, FIRST) });
  if (goalUntil !== null) turn.setTimer(goalTimerAt(goalUntil), "goal", enrollment.id);
  turn.log({ campaign: journey, enrollmentId: enrollment.id, eventId: entry.eventId, outcome: "entered" });
  announce(turn, INTERNAL.journeyEntered, journey, enrollment, {});
  turn.impulses.push({ kind: "door", enrollmentId: enrollment.id });
}

/** Debounce: the newest event counts, and the way begins anew. */
export function restartWalk(turn: Turn, journey: Journey, enrollment: Enrollment, entry: Enrollment["entry"]): void {
  stopWaiting(turn, enrollment, "restarted");
  const walk = atStep(journey.document.steps[0]?.id ?? "", turn.now, FIRST);
  const { id } = turn.put({ ...enrollment, version: journey.version, status: "waiting", entry, dueAt: null, hold: null, walk });
  turn.log({ campaign: journey, enrollmentId: id, eventId: entry.eventId, outcome: "restarted" });
  turn.impulses.push({ kind: "door", enrollmentId: id });
}

/** Takes back what the person waits for at a step that they leave from outside. */
export function stopWaiting(turn: Turn, enrollment: Enrollment, reason: Reason): void {
  if (enrollment.dueAt !== null) turn.cancelTimer(enrollment.dueAt, "enrollment", enrollment.id);
  const message = enrollment.walk?.messageId ? turn.enrollments.get(enrollment.walk.messageId) : undefined;
  turn.put({ ...enrollment, dueAt: null, ...(enrollment.walk ? { walk: { ...enrollment.walk, messageId: null } } : {}) });
  if (message) endPassage(turn, message, reason, {});
}
