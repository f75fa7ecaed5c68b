import type { MessageChannel, RenderedMessage } from "../message/kinds.ts";

/**
 * A way to hand messages of one kind over: SMTP, the outbox, webhooks. They come to this interface; the engine goes to none
 * of them. One file per provider in the server's `channels/`.
 */
export interface Channel<M extends RenderedMessage = RenderedMessage> {
  readonly name: string;
  /** Which messages it takes. */
  readonly kind: MessageChannel;
  /** How many messages may be on their way at once; 1 where left out. */
  readonly concurrency?: number;
  /** Hands the message over. Must resolve to a result for every provider answer; it throws only on programmer errors. */
  send(message: M): Promise<DeliveryResult>;
  /** Answers whether the provider can be reached, for the first screen. */
  check(): Promise<{ readonly ok: boolean; readonly detail: string }>;
  close(): Promise<void>;
}

/** Classified, so that the sender knows what to do without knowing the provider. */
export type DeliveryResult = (
  | { readonly result: "accepted"; readonly providerId: string | null }
  /** The address or the message will never work. `suppress`: the address is dead. */
  | { readonly result: "permanent"; readonly suppress: boolean; readonly detail: string }
  | { readonly result: "retry"; readonly afterMs: number | null; readonly detail: string }
  /** Nothing was tried: the receiver has enough on its way. It counts as no attempt. */
  | { readonly result: "busy"; readonly detail: string }
  /** Our settings are wrong (login, sender domain), or the provider cannot be reached at all: the channel stops and says so on the first screen. */
  | { readonly result: "configuration"; readonly detail: string }
  /** The connection broke after the message had left us and before the answer: nobody can know whether it was taken. */
  | { readonly result: "unknown"; readonly detail: string }
) & {
  /** What was answered, word for word, where that is worth keeping. */
  readonly answer?: ProviderAnswer;
};

/** An answer as people look at it. */
export interface ProviderAnswer {
  /** Null where none came. */
  readonly status: number | null;
  readonly headers: { readonly [name: string]: string };
  /** Its beginning. */
  readonly body: string;
  readonly ms: number;
}
