import type { TestHappening, TestPerson } from "@beckon/contract";
import {
  type AttributeChangedTrigger,
  type Comparison,
  type EventTrigger,
  isObject,
  type JourneyDocument,
  type JsonObject,
  type SegmentEnteredTrigger,
  type SessionEndedTrigger,
  type StageChangedTrigger,
  stepKindOf,
} from "@beckon/core";

export const HAPPENING_KINDS = [
  { value: "event", label: "An event happens" },
  { value: "enters", label: "Comes into a segment" },
  { value: "leaves", label: "Leaves a segment" },
  { value: "stage", label: "Moves to a stage" },
] as const;
export type HappeningKind = (typeof HAPPENING_KINDS)[number]["value"];

/** A line of "what happens", as it is typed. */
export interface HappeningDraft {
  readonly key: number;
  readonly after: string;
  readonly kind: HappeningKind;
  /** Name of the event, key of the segment or the stage. */
  readonly name: string;
  /** Properties of an event, as JSON. */
  readonly properties: string;
  readonly attributes?: JsonObject;
}

/** What must happen for somebody to come in; nothing, where only time brings it. */
export function firstHappenings({ trigger }: JourneyDocument): Omit<HappeningDraft, "key">[] {
  const first = (kind: HappeningKind, name: string, attributes?: JsonObject) => [
    { after: "PT0S", kind, name, properties: "{}", ...(attributes ? { attributes } : {}) },
  ];
  switch (trigger.kind) {
    case "event":
      return first("event", (trigger as EventTrigger).event);
    case "session_ended":
      return first("event", (trigger as SessionEndedTrigger).did?.[0]?.event ?? "Page Viewed");
    case "session_started":
      return first("event", "Page Viewed");
    case "attribute_changed": {
      const { attribute, to } = trigger as AttributeChangedTrigger;
      return first("event", "Profile Identified", { [attribute]: wantedBy(to) });
    }
    case "segment_entered":
    case "segment_left":
      return first(trigger.kind === "segment_entered" ? "enters" : "leaves", (trigger as SegmentEnteredTrigger).segment);
    case "stage_changed":
      return first("stage", (trigger as StageChangedTrigger).to?.[0] ?? "");
    default:
      return [];
  }
}

/** A value that the comparison lets through, where one can tell. */
function wantedBy(comparison: Comparison | undefined): string | number | boolean {
  const value: unknown = comparison && "value" in comparison ? comparison.value : undefined;
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" || typeof first === "number" || typeof first === "boolean" ? first : "changed";
}

/** Events that the journey hears while somebody is in it. */
export function eventsHeard({ unless = [], goal, steps }: JourneyDocument): string[] {
  const awaited = steps.flatMap((step) => (stepKindOf(step).events?.(step) ?? []).map(({ name }) => name));
  return [...new Set([...awaited, ...unless.map(({ event }) => event), ...(goal ? [goal.event] : [])])].filter((name) => name !== "");
}

export function objectOf(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text.trim() === "" ? "{}" : text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** As the API takes it; null where something is still missing. */
export function happeningsOf(drafts: readonly HappeningDraft[]): TestHappening[] | null {
  const read = drafts.map(({ after, kind, name, properties, attributes }): TestHappening | null => {
    if (name.trim() === "") return null;
    if (kind !== "event") return { after, [kind]: name };
    const object = objectOf(properties);
    return object && { after, event: name.trim(), properties: object, ...(attributes ? { attributes } : {}) };
  });
  return read.every((one) => one !== null) ? read : null;
}

export interface PersonDraft {
  readonly kind: "real" | "made_up";
  readonly profileId: string | null;
  readonly email: string;
  readonly attributes: string;
  readonly chance: number;
}

/** As the API takes it; null where something is still missing. */
export function personOf({ kind, profileId, email, attributes, chance }: PersonDraft): TestPerson | null {
  if (kind === "real") return profileId === null ? null : { profileId };
  const object = objectOf(attributes);
  return object && { email: email.trim() === "" ? null : email.trim(), attributes: object, chance };
}
