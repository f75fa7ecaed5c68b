import { describeCondition } from "../condition/judge.ts";
import type { JsonSchema } from "../json.ts";
import type { Happening, TriggerKind, TriggerNode, TriggerSubject, TriggerVerdict } from "./trigger.ts";
import { attributeChangedTrigger } from "./triggers/attributeChangedTrigger.ts";
import { dateTrigger } from "./triggers/dateTrigger.ts";
import { eventTrigger } from "./triggers/eventTrigger.ts";
import { messageIgnoredTrigger } from "./triggers/messageIgnoredTrigger.ts";
import { messageTrigger } from "./triggers/messageTrigger.ts";
import { segmentEnteredTrigger } from "./triggers/segmentEnteredTrigger.ts";
import { segmentLeftTrigger } from "./triggers/segmentLeftTrigger.ts";
import { sessionEndedTrigger } from "./triggers/sessionEndedTrigger.ts";
import { sessionStartedTrigger } from "./triggers/sessionStartedTrigger.ts";
import { stageChangedTrigger } from "./triggers/stageChangedTrigger.ts";
import { NOT_ABOUT_IT } from "./verdict.ts";

/** Every kind of trigger. A new kind is a new file in `triggers/` and a line here. */
export const TRIGGER_KINDS = [
  eventTrigger,
  attributeChangedTrigger,
  dateTrigger,
  sessionStartedTrigger,
  sessionEndedTrigger,
  messageTrigger,
  messageIgnoredTrigger,
  segmentEnteredTrigger,
  segmentLeftTrigger,
  stageChangedTrigger,
] as const;

// A kind is only ever handed documents of its own kind, which the map's key guarantees and the type cannot say.
const byName = new Map<string, TriggerKind>(TRIGGER_KINDS.map((kind) => [kind.kind, kind as unknown as TriggerKind]));

/** A kind this version does not know listens to nothing and never fires: documents are checked before launch, so it comes from a newer version. */
const unknownTrigger: TriggerKind = {
  kind: "unknown",
  schema: { not: {} },
  listens: () => [],
  judge: () => NOT_ABOUT_IT,
  describe: (trigger) => `unknown trigger “${trigger.kind}”`,
};

export function triggerKindOf(trigger: TriggerNode): TriggerKind {
  return byName.get(trigger.kind) ?? unknownTrigger;
}

/** Whether what happened starts the campaign. Never throws. */
export function judgeTrigger(trigger: TriggerNode, happening: Happening, subject: TriggerSubject): TriggerVerdict {
  return triggerKindOf(trigger).judge(trigger, happening, subject);
}

/** Keys under which the trigger is found when something happens. */
export function listensOf(trigger: TriggerNode, campaignId: string): readonly string[] {
  return triggerKindOf(trigger).listens(trigger, campaignId);
}

/** The trigger as a clause that follows "when": `“Order Completed” happens where total is at least 100`. */
export function describeTrigger(trigger: TriggerNode): string {
  return triggerKindOf(trigger).describe(trigger, describeCondition);
}

/** The schema of any trigger: `$defs/trigger` of the documents that hold one. */
export const triggerSchema: JsonSchema = { title: "Trigger", oneOf: TRIGGER_KINDS.map((kind) => kind.schema) };
