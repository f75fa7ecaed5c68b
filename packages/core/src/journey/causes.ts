import { INTERNAL } from "../event/event.ts";
import type { JourneyDocument } from "./journey.ts";
import { stepKindOf } from "./kinds.ts";

/**
 * What going a journey may cause beside its messages, as readers of conditions and triggers name it: `attribute:plan`, `consent:news`,
 * `event:Journey Ended`. Whoever loads for a decision must know it before.
 */
export function causedBy({ steps }: Pick<JourneyDocument, "steps">): readonly string[] {
  const ends = [`event:${INTERNAL.journeyEntered}`, `event:${INTERNAL.journeyEnded}`];
  return [...new Set([...ends, ...steps.flatMap((step) => stepKindOf(step).causes?.(step) ?? [])])];
}

/** Keys of the other journeys that its steps start. */
export function journeysStartedBy({ steps }: Pick<JourneyDocument, "steps">): readonly string[] {
  return steps.flatMap((step) => stepKindOf(step).starts?.(step) ?? []);
}
