import { type Instant, isObject, type JsonObject } from "@beckon/core";
import { at, booleanAt, instantAt, objectAt, textAt } from "./read.ts";

/** The envelope of a Stripe webhook event, read without regard to its API version. */
export interface StripeEvent {
  readonly id: string;
  /** `invoice.payment_failed` */
  readonly type: string;
  readonly created: Instant;
  readonly apiVersion: string | null;
  /** False for Stripe's test mode and sandboxes. */
  readonly livemode: boolean;
  /** The connected account it happened on, for platforms. */
  readonly account: string | null;
  readonly requestId: string | null;
  readonly object: JsonObject;
  /** What the changed fields were before; only on `*.updated`. */
  readonly previous: JsonObject;
}

/** Reads the envelope, or says in a sentence why the body is no Stripe event. */
export function readStripeEnvelope(body: unknown): StripeEvent | { readonly problem: string } {
  if (!isObject(body)) return { problem: "The body is not a JSON object; Stripe sends one event per request." };
  const id = textAt(body, "id");
  const type = textAt(body, "type");
  const created = instantAt(body, "created");
  const missing = [id === null && "id", type === null && "type", created === null && "created", !isObject(at(body, "data", "object")) && "data.object"].filter(
    Boolean,
  );
  if (id === null || type === null || created === null || missing.length > 0) {
    return { problem: `The body is not a Stripe event: ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing.` };
  }
  return {
    id,
    type,
    created,
    apiVersion: textAt(body, "api_version"),
    livemode: booleanAt(body, "livemode") ?? true,
    account: textAt(body, "account"),
    requestId: textAt(body, "request", "id") ?? textAt(body, "request"),
    object: objectAt(body, "data", "object"),
    previous: objectAt(body, "data", "previous_attributes"),
  };
}
