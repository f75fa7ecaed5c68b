import type { ConditionNode } from "../condition/condition.ts";
import type { DelayNode } from "../delay/delay.ts";
import type { Message } from "../message/kinds.ts";
import type { Place } from "../place/place.ts";
import type { RfmSetting } from "../rfm/rfm.ts";
import type { Duration } from "../time/duration.ts";
import type { TriggerNode } from "../trigger/trigger.ts";

/**
 * What a campaign and a journey have in common: how people come into it, and how they leave. It reads as a sentence: *when* trigger,
 * *for whom* audience, *unless* exceptions, *goal*.
 */
export interface CourseDocument {
  /** Stable name in files and links: lower-case words joined by `-`. */
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  readonly trigger: TriggerNode;
  /** Everyone, where it is left out. Judged after the triggering event has been applied. */
  readonly audience?: ConditionNode;
  /** Judge the audience again when a message is due. Default true. */
  readonly recheckAudience?: boolean;
  /** Events that end an enrollment at once, wherever it waits, each with an optional match to the entry event. */
  readonly unless?: readonly ExceptionEvent[];
  /** What a trigger does that comes again while an enrollment waits. Default `ignore`. */
  readonly onRepeat?: "restart" | "ignore" | "enroll";
  /** How often one person may enter. Default every time. Counted from entry; one cancelled before anything was sent does not count. */
  readonly reentry?: Reentry;
  readonly life?: CampaignLife;
  readonly purpose?: "marketing" | "transactional";
  /** Subscription topic that the recipient must not have left. */
  readonly topic?: string;
  readonly tags?: readonly string[];
  /** 0 to 100, default 50: who goes first when several are due at one instant. */
  readonly priority?: number;
  /** Percent of people (0 to 100) who are computed to the end and not sent to. */
  readonly holdout?: number;
  readonly goal?: Goal;
}

/** How a message is sent: its window, its caps, its age. */
export interface Sending {
  /** Local times of the recipient in which the message may go. */
  readonly sendWindow?: SendWindow;
  /** What the workspace's quiet hours do to it. Default `hold`; transactional messages are never held by them. */
  readonly quietHours?: "hold" | "skip" | "ignore";
  /** Own caps beside the workspace's. */
  readonly atMost?: readonly FrequencyCap[];
  /** `respect` (default); `override` goes over every cap and still takes a slot; `override_uncounted` takes none. */
  readonly frequencyCaps?: "respect" | "override" | "override_uncounted";
  /** A held message is given up this long after its delay had ended. Default P3D. */
  readonly expireAfter?: Duration;
  readonly message: Message;
}

/**
 * A triggered campaign as a document: what marketers edit, what `beckon push` moves, what a launched version freezes.
 * It reads as a sentence: *when* trigger, *for whom* audience, *wait* delay, *unless* exceptions, *between* the window,
 * *at most* the caps, *send* the message, *goal*.
 */
export interface CampaignDocument extends CourseDocument, Sending {
  /** None, where it is left out: the message is judged at once. */
  readonly delay?: DelayNode;
}

export interface ExceptionEvent {
  readonly event: string;
  /** `{ kind: "property", name: "cart_id", op: "equals", value: { from: "entry", name: "cart_id" } }` */
  readonly where?: ConditionNode;
}

export type Reentry =
  | { readonly kind: "every_time" }
  | { readonly kind: "once" }
  | { readonly kind: "window"; readonly window: Duration }
  /** One enrollment per value of a property of the entry event, so that two carts are two enrollments. */
  | { readonly kind: "per_key"; readonly property: string };

export interface CampaignLife {
  /** Local date-times (`2026-12-01T00:00`) in `timeZone`. */
  readonly start?: string;
  readonly end?: string;
  readonly timeZone: string;
  /** What happens at the end to people inside. Default `finish`. */
  readonly atEnd?: "finish" | "exit";
}

export interface SendWindow {
  /** `09:00`; `to` before `from` goes over midnight; `24:00` is the end of the day. */
  readonly from: string;
  readonly to: string;
  /** 1 = Monday ... 7 = Sunday; all where left out. */
  readonly weekdays?: readonly number[];
  /** Default `hold`, to the next opening. */
  readonly outside?: "hold" | "skip";
}

export interface FrequencyCap {
  readonly max: number;
  readonly per: { readonly rolling: Duration } | { readonly calendar: "day" | "week" | "month" };
  /** Which messages count: any, where all three are left out. */
  readonly channel?: string;
  readonly topic?: string;
  readonly tag?: string;
  /** Over the cap: skip (default) or put off to the time when a slot is free. */
  readonly over?: "skip" | "defer";
}

export interface Goal {
  readonly event: string;
  readonly where?: ConditionNode;
  /** Counted from the send. */
  readonly within: Duration;
  /** Properties of the goal event that hold the amount (major units, as shops send it) and the currency. */
  readonly revenue?: string;
  readonly currency?: string;
}

export type CampaignStatus = "draft" | "live" | "paused" | "stopped" | "archived";

/** What people enter by a trigger, as it was launched: an immutable version of its document, with the state of today around it. */
export interface Course<D extends CourseDocument = CourseDocument> {
  readonly id: string;
  readonly workspaceId: number;
  readonly version: number;
  readonly status: CampaignStatus;
  readonly document: D;
}

/** A launched campaign. One that is `partOf` a journey is the message of one of its steps: people come to it by the step alone. */
export interface Campaign extends Course<CampaignDocument> {
  readonly partOf?: { readonly journeyId: string; readonly step: string };
}

/** Rules of the workspace that every judgement needs. */
export interface WorkspaceRules {
  readonly id: number;
  readonly timeZone: string;
  readonly sessionTimeout: Duration;
  /** Local times in which no marketing message goes, or null for none. */
  readonly quietHours: { readonly from: string; readonly to: string } | null;
  readonly frequencyCaps: readonly FrequencyCap[];
  /** Percent of people held out of everything that is marketing. */
  readonly holdout: number;
  readonly topics: readonly Topic[];
  /** Keys of segments and lists whose members get no marketing; none where it is left out. */
  readonly neverSend?: readonly string[];
  /** Where people can be; none where it is left out. */
  readonly places?: readonly Place[];
  /** By what people are ranked; left out or null: they are not. */
  readonly rfm?: RfmSetting | null;
}

export interface Topic {
  readonly key: string;
  readonly name: string;
  /** One sentence for the recipient: what comes, and how often. */
  readonly description?: string;
  /**
   * `opt_out`: allowed until the person leaves it; `opt_in`: only after the person joined; `double_opt_in`: only after the person
   * joined and then confirmed it by a link in a mail.
   */
  readonly consent: "opt_out" | "opt_in" | "double_opt_in";
  /** Name and description by locale (`de`, `pt-BR`), for recipients who read it. */
  readonly translations?: { readonly [locale: string]: { readonly name: string; readonly description?: string } };
}

export const DEFAULT_PRIORITY = 50;
export const DEFAULT_EXPIRE_AFTER: Duration = "P3D";
