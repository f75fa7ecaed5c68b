import type {
  AttributeChangedTrigger,
  DateTrigger,
  EventTrigger,
  MessageIgnoredTrigger,
  MessageTrigger,
  SegmentEnteredTrigger,
  SegmentLeftTrigger,
  SessionEndedTrigger,
  SessionStartedTrigger,
  StageChangedTrigger,
  TriggerNode,
} from "@beckon/core";

export const TRIGGER_CHOICES = [
  { value: "event", label: "An event happens" },
  { value: "session_ended", label: "A session ends" },
  { value: "session_started", label: "A session starts" },
  { value: "attribute_changed", label: "An attribute changes" },
  { value: "segment_entered", label: "A segment is entered" },
  { value: "segment_left", label: "A segment is left" },
  { value: "stage_changed", label: "The life-cycle stage changes" },
  { value: "date", label: "A date comes" },
  { value: "message", label: "Something happens to a message" },
  { value: "message_ignored", label: "A message is ignored" },
];

/** A trigger of the kind as it begins. */
export function newTrigger(kind: string): TriggerNode {
  switch (kind) {
    case "session_ended":
      return { kind, did: [], without: [] } satisfies SessionEndedTrigger as TriggerNode;
    case "session_started":
      return { kind } satisfies SessionStartedTrigger as TriggerNode;
    case "attribute_changed":
      return { kind, attribute: "" } satisfies AttributeChangedTrigger as TriggerNode;
    case "segment_entered":
      return { kind, segment: "" } satisfies SegmentEnteredTrigger as TriggerNode;
    case "segment_left":
      return { kind, segment: "" } satisfies SegmentLeftTrigger as TriggerNode;
    case "stage_changed":
      return { kind } satisfies StageChangedTrigger as TriggerNode;
    case "date":
      return { kind, attribute: "", at: "09:00" } satisfies DateTrigger as TriggerNode;
    case "message":
      return { kind, did: "opened" } satisfies MessageTrigger as TriggerNode;
    case "message_ignored":
      return { kind, not: "opened", after: "P3D" } satisfies MessageIgnoredTrigger as TriggerNode;
    default:
      return { kind: "event", event: "" } satisfies EventTrigger as TriggerNode;
  }
}

/** Name of the event whose properties an enrollment carries along; empty where it is not known by name. */
export function entryEventOf(trigger: TriggerNode): string {
  if (trigger.kind === "event") return (trigger as EventTrigger).event;
  if (trigger.kind === "session_ended") return (trigger as SessionEndedTrigger).did?.[0]?.event ?? "";
  return "";
}
