import type { JsonObject } from "../json.ts";

/**
 * A way to reach people. SMTP, SES and the outbox come to this interface; the engine goes to none of them.
 * One file per provider in the server's `channels/`.
 */
export interface Channel {
  readonly name: string;
  /** How many messages may be on their way at once; 1 where left out. */
  readonly concurrency?: number;
  /** Hands the message over. Must resolve to a result for every provider answer; it throws only on programmer errors. */
  send(message: RenderedEmail): Promise<DeliveryResult>;
  /** Answers whether the provider can be reached, for the first screen. */
  check(): Promise<{ readonly ok: boolean; readonly detail: string }>;
  close(): Promise<void>;
}

/** A mail as it leaves. */
export interface RenderedEmail {
  readonly sendId: string;
  /** Derived from the send's key (RFC 5322 msg-id), so that a provider can see a repeat. */
  readonly messageId: string;
  readonly from: { readonly name?: string; readonly email: string };
  readonly to: string;
  readonly replyTo?: string;
  readonly subject: string;
  readonly html: string | null;
  readonly text: string;
  readonly headers: { readonly [name: string]: string };
  readonly facts?: JsonObject;
}

/** Classified, so that the sender knows what to do without knowing the provider. */
export type DeliveryResult =
  | { readonly result: "accepted"; readonly providerId: string | null }
  /** The address or the message will never work. `suppress`: the address is dead. */
  | { readonly result: "permanent"; readonly suppress: boolean; readonly detail: string }
  | { readonly result: "retry"; readonly afterMs: number | null; readonly detail: string }
  /** Our settings are wrong (login, sender domain), or the provider cannot be reached at all: the channel stops and says so on the first screen. */
  | { readonly result: "configuration"; readonly detail: string }
  /** The connection broke after the message had left us and before the answer: nobody can know whether it was taken. */
  | { readonly result: "unknown"; readonly detail: string };
