import type { TriggerNode } from "@beckon/core";

/** The event that a trigger waits for by name; null for triggers of another kind. */
export function triggerEventOf(trigger: TriggerNode): string | null {
  return trigger.kind === "event" && "event" in trigger && typeof trigger.event === "string" ? trigger.event : null;
}

/** Key of the segment whose comings or goings a trigger waits for; null for triggers of another kind. */
export function segmentOfTrigger(trigger: TriggerNode): string | null {
  return trigger.kind.startsWith("segment_") && "segment" in trigger && typeof trigger.segment === "string" ? trigger.segment : null;
}
