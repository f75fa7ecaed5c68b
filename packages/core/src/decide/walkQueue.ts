import type { Event } from "../event/event.ts";
import type { Journey, Walk } from "../journey/journey.ts";
import type { JsonObject } from "../json.ts";
import type { Instant } from "../time/instant.ts";
import type { Enrollment } from "./decide.types.ts";
import type { Turn } from "./turn.ts";

/**
 * What may move somebody on in a journey. It is put down on the turn and carried out by `walkOn` after the input's own work, so that one
 * happening is told to everybody before anything follows from it.
 */
export type Impulse = { readonly enrollmentId: string } & (
  | { /** Is at a step's door. */ readonly kind: "door" }
  | { /** The step's timer is due. */ readonly kind: "due" }
  | { /** The message that the step waits for has ended. */ readonly kind: "message"; readonly messageId: string }
  | { /** Something happened to the person, who stood at a step then. */ readonly kind: "event"; readonly event: Event; readonly taken: number }
  | { /** What a wait was computed from has changed. */ readonly kind: "changed"; readonly zone: boolean; readonly attributes: readonly string[] }
  | { /** Is at its step by another version now, or what it waits for may have come without a word. */ readonly kind: "moved" | "refilled" }
);

/** An enrollment on its way through a journey. */
export type Walking = Enrollment & { readonly walk: Walk };

export function walkingOf(turn: Turn, enrollmentId: string): Walking | undefined {
  const enrollment = turn.enrollments.get(enrollmentId);
  return enrollment?.walk && enrollment.status !== "ended" ? (enrollment as Walking) : undefined;
}

export const FIRST: Pick<Walk, "taken" | "path"> = { taken: 0, path: [] };

/** At the door of a step. */
export function atStep(step: string, since: Instant, { taken, path }: Pick<Walk, "taken" | "path">): Walk {
  return { step, since, atDoor: true, messageId: null, taken, path };
}

/** Tells the history that somebody came into a journey, or that their way ended. */
export function announce(turn: Turn, name: string, journey: Journey, enrollment: Enrollment, properties: JsonObject): void {
  turn.announced.push(ownEvent(turn, name, enrollment, { journey: journey.document.key, ...properties }, name));
}

export function ownEvent(turn: Turn, name: string, enrollment: Enrollment, properties: JsonObject, place: string): Event {
  turn.ownEvents += 1;
  return {
    id: turn.deriveId("journey", enrollment.id, name, place, String(turn.ownEvents)),
    kind: "internal",
    name,
    properties,
    at: turn.at,
    receivedAt: turn.at,
    source: "beckon",
    messageId: `${OWN}${enrollment.id}:${name}:${place}`,
    context: {},
  };
}

/** Whether an event is of a journey's own: it says how it went, or what one of its steps did. */
export function isOfJourney({ kind, messageId }: Event): boolean {
  return kind === "internal" && messageId.startsWith(OWN);
}

const OWN = "journey:";
