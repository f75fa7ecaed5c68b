import type { ConditionNode, Finding, Subject } from "../condition/condition.ts";
import type { Event } from "../event/event.ts";
import type { Json, JsonObject, JsonSchema } from "../json.ts";
import type { Profile, Session } from "../profile/profile.ts";
import type { Instant } from "../time/instant.ts";

/** What starts an enrollment. Each kind is a file in `triggers/`; `kinds.ts` lists them. */
export interface TriggerNode {
  readonly kind: string;
}

/** What just happened to the profile, as triggers see it. An event may cause several of these at once. */
export type Happening =
  | { readonly kind: "event"; readonly event: Event }
  | { readonly kind: "attribute"; readonly name: string; readonly before: Json; readonly after: Json; readonly event: Event }
  | { readonly kind: "session_started"; readonly session: Session; readonly event: Event }
  | { readonly kind: "session_ended"; readonly session: Session; readonly event: Event }
  | { readonly kind: "segment"; readonly segment: string; readonly entered: boolean; readonly event: Event }
  /** `from` is null for somebody who had no stage yet. */
  | { readonly kind: "stage"; readonly from: string | null; readonly to: string; readonly event: Event }
  /** A timer that the trigger itself had set (`timerKind` names the trigger kind). */
  | { readonly kind: "timer"; readonly timerKind: string; readonly payload: JsonObject; readonly event: Event };

export interface TriggerSubject extends Omit<Subject, "properties" | "entry"> {
  readonly profile: Profile;
  readonly judge: (condition: ConditionNode, properties: JsonObject) => Finding;
  /** Whether a campaign's message was engaged with, by enrollment: for `message_ignored`. */
  readonly engaged: (enrollmentId: string, how: "opened" | "clicked") => boolean;
}

/** Whether the happening starts the campaign, and what the enrollment carries along as its entry event's properties. */
export type TriggerVerdict =
  | { readonly fires: true; readonly properties: JsonObject; readonly finding: Finding }
  | { readonly fires: false; readonly finding: Finding }
  /** Not about this trigger at all: not worth a line in the decision log. */
  | { readonly fires: false; readonly finding: null };

export interface TriggerKind<T extends TriggerNode = TriggerNode> {
  readonly kind: T["kind"];
  readonly schema: JsonSchema;
  /**
   * Keys under which the trigger is found when something happens: `event:Order Completed`, `attribute:plan`,
   * `session_ended`, `timer:date:<campaign>`. The index makes an event cost what it touches, not what exists.
   */
  listens(trigger: T, campaignId: string): readonly string[];
  judge(trigger: T, happening: Happening, subject: TriggerSubject): TriggerVerdict;
  /**
   * Timers this trigger wants for the profile as it stands now (date triggers), or null for none.
   * Called when an attribute in `attributes()` or the zone changes, and when the campaign is launched.
   */
  nextTimer?(trigger: T, profile: Profile, timeZone: string, now: Instant): { readonly at: Instant; readonly payload: JsonObject } | null;
  /** A timer to set because of this happening (`message_ignored` starts its clock when the message is sent), or null. */
  timerAfter?(trigger: T, happening: Happening): { readonly at: Instant; readonly payload: JsonObject } | null;
  attributes?(trigger: T): readonly string[];
  /** Event names whose count and last properties a session must remember for this trigger (`session_ended`). */
  remembers?(trigger: T): readonly string[];
  describe(trigger: T, describe: (condition: ConditionNode) => string): string;
}

/** The keys under which a happening is looked up in the index; the mirror of `listens`. */
export function keysOf(happening: Happening): readonly string[] {
  switch (happening.kind) {
    case "event":
      return [`event:${happening.event.name}`];
    case "attribute":
      return [`attribute:${happening.name}`];
    case "session_started":
      return ["session_started"];
    case "session_ended":
      return ["session_ended"];
    case "segment":
      return [`${happening.entered ? "segment_entered" : "segment_left"}:${happening.segment}`];
    case "stage":
      return ["stage_changed"];
    case "timer":
      return [`timer:${happening.timerKind}`];
  }
}
