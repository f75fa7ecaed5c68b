import type { JsonObject } from "../json.ts";
import type { Instant } from "../time/instant.ts";

/**
 * Our decision to send one message to one address. Its key is deterministic, so deciding twice cannot create two.
 *
 *   ready -> sending -> sent -> (delivered, opened ... are events)     claimed by a sender, durable before the provider is called
 *   ready -> skipped                                                   exception or guard before hand-over
 *   sending -> failed | ready (retry) | skipped (content, guard) | would_have_been_sent (holdout)
 *   sending -> (row removed)                                           the guard holds it at hand-over: the enrollment waits again
 *   sending -> unknown                                                 the sender died between the provider's answer and our record
 */
export interface Send {
  readonly id: string;
  readonly key: string;
  readonly workspaceId: number;
  readonly profileId: string;
  readonly campaignId: string;
  readonly version: number;
  readonly enrollmentId: string;
  readonly channel: string;
  readonly address: string;
  readonly lane: Lane;
  readonly priority: number;
  readonly topic: string | null;
  readonly tags: readonly string[];
  readonly holdout: boolean;
  /** Handed over again where nobody knows whether it arrived: a receipt, or what its receiver can tell from a repeat. */
  readonly repeatable: boolean;
  readonly createdAt: Instant;
}

export type SendState = "ready" | "sending" | "sent" | "failed" | "skipped" | "would_have_been_sent" | "unknown";

/** Lanes are served in this order; a slow provider holds up only itself. */
export type Lane = "transactional" | "triggered" | "broadcast";

/** Names of every refusal, from the guard, the trigger and the content. Each is shown to people as it is explained in `reasons.ts`. */
export type Reason =
  // entry
  | "trigger_not_met"
  | "audience_not_met"
  | "already_waiting"
  | "reentry"
  | "before_start"
  | "after_end"
  | "too_late"
  | "campaign_paused"
  | "campaign_stopped"
  // guard, in its order
  | "workspace_stopped"
  | "exception"
  | "exited"
  | "holdout"
  | "never_send"
  | "no_consent"
  | "paused"
  | "suppressed"
  | "no_address"
  | "being_deleted"
  | "duplicate"
  | "outside_life"
  | "send_window"
  | "quiet_hours"
  | "frequency_cap"
  | "channel_rate_limit"
  | "content_aborted"
  | "content_error"
  // ends
  | "expired"
  | "date_past"
  | "date_missing"
  | "sent"
  | "failed"
  | "unknown"
  | "merged"
  | "campaign_ended"
  | "version_replaced"
  | "cancelled"
  | "restarted"
  // ends of a journey
  | "completed"
  | "exit_step"
  | "left_by_journey"
  | "step_gone"
  | "too_many_steps";

/** The guard's answer. */
export type Verdict =
  | { readonly verdict: "send"; readonly holdout: boolean; readonly facts: JsonObject }
  | { readonly verdict: "hold"; readonly until: Instant | null; readonly reason: Reason; readonly facts: JsonObject }
  | { readonly verdict: "skip"; readonly reason: Reason; readonly facts: JsonObject };

/** What the sender learned when it handed the message over. It comes back to `decide` as an event of the profile. */
export type SendOutcome =
  | { readonly state: "sent"; readonly providerId: string | null }
  | { readonly state: "would_have_been_sent" }
  | { readonly state: "failed"; readonly permanent: boolean; readonly suppress: boolean; readonly detail: string }
  | { readonly state: "skipped"; readonly reason: Reason; readonly facts: JsonObject }
  /** Put off at hand-over; `until` null: until the campaign is resumed. */
  | { readonly state: "held"; readonly until: Instant | null; readonly reason: Reason; readonly facts: JsonObject }
  | { readonly state: "unknown" };
