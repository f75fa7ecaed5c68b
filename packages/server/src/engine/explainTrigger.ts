import type { TriggerNode } from "@beckon/core";

/** The event that a trigger waits for by name; null for triggers of another kind. */
export function triggerEventOf(trigger: TriggerNode): string | null {
  return trigger.kind === "event" && "event" in trigger && typeof trigger.event === "string" ? trigger.event : null;
}
