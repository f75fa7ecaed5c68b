import type { Journey } from "../journey/journey.ts";
import { stopWaiting } from "./beginWalk.ts";
import type { Enrollment } from "./decide.types.ts";
import { endPassage, logFor } from "./endPassage.ts";
import type { Turn } from "./turn.ts";
import { atStep, walkingOf } from "./walkQueue.ts";

/**
 * Lets somebody go on by the journey's newest version: at the step where they stand, at the one that the launch names in its place, or
 * not at all where it is gone. A wait is computed anew from when it began; a step that has become another kind is taken anew.
 */
export function moveWalk(turn: Turn, journey: Journey, enrollment: Enrollment): void {
  const walking = walkingOf(turn, enrollment.id);
  if (!walking) return;
  const { step } = walking.walk;
  const exists = (id: string): boolean => journey.document.steps.some((one) => one.id === id);
  const named = journey.moves?.[step];
  const target = named === undefined ? step : named;
  if (target === null || !exists(target)) {
    endPassage(turn, walking, "step_gone", { step, version: journey.version });
    return;
  }
  const sameKind = kindAt(turn.journeyOf(walking), step) === kindAt(journey, step);
  const moved = turn.put({ ...walking, version: journey.version });
  logFor(turn, moved, "moved", undefined, { version: journey.version, from_version: walking.version, step, to: target });
  if (target === step && sameKind) {
    turn.impulses.push({ kind: "moved", enrollmentId: moved.id });
    return;
  }
  stopWaiting(turn, moved, "version_replaced");
  turn.put({ ...moved, status: "waiting", dueAt: null, hold: null, walk: atStep(target, turn.now, walking.walk) });
  turn.impulses.push({ kind: "door", enrollmentId: moved.id });
}

function kindAt(journey: Journey | undefined, id: string): string | undefined {
  return journey?.document.steps.find((step) => step.id === id)?.kind;
}

/** The journey is resumed: whoever stood at a door, or whose time had come, goes on. */
export function resumeWalk(turn: Turn, enrollment: Enrollment): void {
  const walking = walkingOf(turn, enrollment.id);
  if (!walking) return;
  turn.put({ ...walking, status: "waiting", hold: null });
  turn.impulses.push({ kind: walking.walk.atDoor ? "door" : "due", enrollmentId: enrollment.id });
}
