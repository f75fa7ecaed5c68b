import type { ConsentChange, EventContext, EventFlag, EventKind, Instant, JsonObject, MessageReference } from "@beckon/core";

/** One of the names a profile is known by: `user_id`, `anonymous_id`, `email`, `phone`, `stripe_customer_id` ... */
export interface Identifier {
  readonly kind: string;
  readonly value: string;
}

/** What every source turns its foreign shape into before ingest resolves whose it is. */
export interface IncomingEvent {
  readonly workspaceId: number;
  readonly source: string;
  /** The sender's id; deduplicated per workspace and source. */
  readonly messageId: string;
  /** Keep the deduplication key for ever (provider events such as Stripe's `evt_`). */
  readonly keepMessageId?: boolean;
  readonly kind: EventKind;
  readonly name: string;
  readonly properties: JsonObject;
  readonly attributes?: JsonObject;
  readonly consent?: ConsentChange;
  /** Whose it is, strongest first. Empty only where `profileId` is given. */
  readonly identifiers: readonly Identifier[];
  /** Identifiers that may find a profile but are not claimed by it (a Stripe billing email, for example). */
  readonly hints?: readonly Identifier[];
  /** Already resolved: tracking links, preference pages, the app. */
  readonly profileId?: string;
  /** When it happened by the sender's clock, already corrected by the source where it knows `sentAt`; null = now. */
  readonly at: Instant | null;
  readonly context: EventContext;
  readonly message?: MessageReference;
  /** What the source knows to be odd about it. */
  readonly flags?: readonly EventFlag[];
}

/** What became of one incoming event, in the order given. A rejected one never costs its neighbours. */
export type Acceptance =
  | { readonly status: "accepted"; readonly id: string; readonly profileId: string }
  | { readonly status: "duplicate" }
  | { readonly status: "rejected"; readonly code: string; readonly message: string };

/** The door into the engine. Resolved means durable. */
export interface Ingest {
  accept(events: readonly IncomingEvent[]): Promise<Acceptance[]>;
}
