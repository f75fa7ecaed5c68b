import type { Json, JsonObject } from "../json.ts";
import type { Instant } from "../time/instant.ts";

/** What kind of call carried the event in; `internal` are those that Beckon itself makes (sessions, deliveries, consent). */
export type EventKind = "track" | "identify" | "page" | "screen" | "group" | "alias" | "internal";

/** Something a profile did, with its time. */
export interface Event {
  /** UUIDv7 given at acceptance: its order is the order of acceptance. */
  readonly id: string;
  readonly kind: EventKind;
  /** `Order Completed`; pages are `Page Viewed`, screens `Screen Viewed`, identify is `Profile Identified`, group `Group Joined`, alias `Profile Aliased`. */
  readonly name: string;
  readonly properties: JsonObject;
  /** Attributes that the call carries; applied before the event is judged. `null` removes one. */
  readonly attributes?: JsonObject;
  /** Changes of consent that the call carries; applied before the event is judged. */
  readonly consent?: ConsentChange;
  /** When it happened, corrected for the client's clock skew. */
  readonly at: Instant;
  readonly receivedAt: Instant;
  /** Where it came from: `segment`, `stripe`, `api`, `beckon` ... */
  readonly source: string;
  /** The sender's own id, for deduplication. */
  readonly messageId: string;
  readonly context: EventContext;
  /** For events about a message: which one. */
  readonly message?: MessageReference;
  /** Whether it was later than `LATE_AFTER` when it arrived, breaks a schema, or is sample data. */
  readonly flags?: readonly EventFlag[];
  /** By which names it came, where they belong to somebody who was merged: an undo of the merge parts the events by them. */
  readonly via?: readonly { readonly kind: string; readonly value: string }[];
}

/**
 * `future`, `odd_time`: the sender's time was ahead of ours, or made no sense, and the time of arrival stands in for it.
 * `identity_conflict`: an identifier that belongs to somebody else was left out; `context.identityConflict` names it.
 * `imported`: a file said it; the person was not there. `quiet`: it starts no campaign. `fill_only`: its attributes stand
 * only where the profile has none.
 */
export type EventFlag = "late" | "future" | "odd_time" | "identity_conflict" | "schema_violation" | "machine" | "sample" | "imported" | "quiet" | "fill_only";

export interface EventContext {
  readonly ip?: string;
  readonly country?: string;
  readonly locale?: string;
  readonly timeZone?: string;
  readonly userAgent?: string;
  readonly library?: string;
  readonly page?: JsonObject;
  readonly device?: JsonObject;
  readonly campaign?: JsonObject;
  /** Whatever else the sender's context held, kept as it came. */
  readonly [key: string]: Json | undefined;
}

/** Ties a delivery event (sent, opened, clicked ...) to the send it speaks of. */
export interface MessageReference {
  readonly sendId: string;
  readonly campaignId: string;
  readonly enrollmentId: string;
  readonly channel: string;
}

/** Consent per channel and topic. A missing entry means the person never said anything. */
export interface ConsentChange {
  readonly channels?: { readonly [channel: string]: ConsentState };
  readonly topics?: { readonly [topic: string]: ConsentState };
  /** No marketing until then; null ends a pause. */
  readonly pauseUntil?: Instant | null;
  /** The person proved that the address is theirs, by a link that only it was sent. Topics with double opt-in count no other yes. */
  readonly confirmed?: true;
  /** Where the person said so: `unsubscribe_page`, `one_click`, `api`, `import` ... */
  readonly by?: string;
}

/** `pending`: asked for, and not yet confirmed by the person (double opt-in). Nothing goes by it. */
export type ConsentState = "subscribed" | "unsubscribed" | "pending";

/** Names of the events that Beckon makes itself. Foreign names stay as they come. */
export const INTERNAL = {
  sessionStarted: "Session Started",
  sessionEnded: "Session Ended",
  profileMerged: "Profile Merged",
  consentChanged: "Consent Changed",
  /** Somebody changed attributes in the app; the person themselves did nothing. */
  attributesChanged: "Attributes Changed",
  /** Somebody called one message back; `enrollment_id` names its passage. */
  messageCancelled: "Message Cancelled",
  /** Somebody asked for a topic with double opt-in; `topic` is its property. The campaign that it triggers sends the link to confirm. */
  subscriptionRequested: "Subscription Requested",
  /** Somebody closed or opened an address by hand; `channel` and `address` are its properties. */
  addressSuppressed: "Address Suppressed",
  addressAllowed: "Address Allowed",
  /** The person came into a segment, or left it; `segment` (its key), `segment_id` and `name` are the properties. */
  segmentEntered: "Segment Entered",
  segmentLeft: "Segment Left",
  /** The person moved to another stage of the life cycle; `from` (null for somebody new), `to`, and since when they were in the former (`from_since`). */
  stageChanged: "Stage Changed",
  /** The person came into a journey, or their way through it ended; `journey` (its key), and `reason` and `step` at the end, are the properties. */
  journeyEntered: "Journey Entered",
  journeyEnded: "Journey Ended",
  /** A journey asks a colleague to do something for the person: `title`, `assignee`, `due_at`, `journey`, `step`. */
  taskCreated: "Task Created",
  /** A colleague has done it, or opened it again: `task_id`, `title`, `note`, `by`, `journey`, `step`. */
  taskCompleted: "Task Completed",
  taskReopened: "Task Reopened",
  /** The ranking by recency, frequency and monetary value gave the person other scores; `group` and `previous_group` are among the properties. */
  rfmScored: "RFM Scored",
  /** The person was given a voucher; `code`, `promotion`, `balance` and `expires_at` are among the properties. The names are those that a promotion engine's clients know. */
  voucherPublished: "customer.publication.succeeded",
  /** The person used a voucher: `code`, `amount` in minor units, `balance` afterwards, `order_id`. */
  voucherRedeemed: "redemption.succeeded",
  /** A voucher was refused at the checkout; `reason` and `details` say why. */
  voucherRedemptionFailed: "redemption.failed",
  /** A use of a voucher was taken back; the card has again what it had. */
  voucherRolledBack: "redemption.rollback.succeeded",
  messageSent: "Message Sent",
  messageWouldHaveBeenSent: "Message Would Have Been Sent",
  messageDelivered: "Message Delivered",
  messageOpened: "Message Opened",
  messageClicked: "Message Clicked",
  messageBounced: "Message Bounced",
  messageComplained: "Message Complained",
  messageUnsubscribed: "Message Unsubscribed",
  messageFailed: "Message Failed",
  messageSkipped: "Message Skipped",
  messageUnknown: "Message Unknown",
} as const;
