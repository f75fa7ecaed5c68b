import type { EventTrigger, JourneyDocument, JourneyNeeds, NeededProperty, TriggerNode } from "@beckon/core";

/**
 * The journey, started by another event; its steps stay as they are.
 * @param without whether the condition on the old event's properties is left out
 */
export function swapTrigger(document: JourneyDocument, event: string, without: boolean): JourneyDocument {
  const before = document.trigger as EventTrigger;
  if (before.kind === "event" && before.event === event && !without) return document;
  const where = before.kind === "event" && !without ? before.where : undefined;
  return { ...document, trigger: { kind: "event", event, ...(where ? { where } : {}) } as TriggerNode };
}

/** What the journey asks of its entry event and the event has not brought along so far. */
export function missingOf({ properties }: JourneyNeeds, seen: readonly string[]): readonly NeededProperty[] {
  return properties.filter(({ name }) => !seen.includes(name.split(".")[0] ?? name));
}
