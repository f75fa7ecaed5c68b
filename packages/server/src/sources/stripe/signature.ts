import { type Instant, SECOND } from "@beckon/core";

/** How old a signed request may be: Stripe's own default. A replay after it is refused before its id is even looked up. */
const REPLAY_WINDOW_S = 300;

type SignatureAnswer =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly code: "signature_invalid" | "body_not_json" | "event_invalid"; readonly problem: string };

export interface StripeSignature {
  /** Checks the signature over the bytes as they came, and reads them. */
  open(raw: Buffer, header: string | undefined, now: Instant): SignatureAnswer;
}

/** Secrets from one setting, separated by commas, so that an old and a new one hold while they are rotated. */
export function stripeSecrets(setting: string | undefined): string[] {
  return (setting ?? "")
    .split(",")
    .map((secret) => secret.trim())
    .filter((secret) => secret !== "");
}

/** Loads the library only where Stripe is used: it takes a quarter of a second and 19 MB. */
export async function stripeSignature(secrets: readonly string[]): Promise<StripeSignature> {
  const { default: Stripe } = await import("stripe");
  return {
    open(raw, header, now) {
      if (header === undefined || header === "") return invalid("the header Stripe-Signature is missing; only Stripe may post here");
      const future = secondsAhead(header, now);
      if (future > REPLAY_WINDOW_S) return invalid(`its timestamp lies ${future} seconds in the future; set the clocks of both sides`);
      return openWithAny(raw, header, now, secrets, (secret) => Stripe.webhooks.constructEvent(raw, header, secret, REPLAY_WINDOW_S, undefined, now));
    },
  };
}

function openWithAny(raw: Buffer, header: string, now: Instant, secrets: readonly string[], open: (secret: string) => unknown): SignatureAnswer {
  let problem = "no secret is set";
  for (const secret of secrets) {
    try {
      return { ok: true, body: open(secret) };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!isSignatureError(error)) return afterSignature(raw, message);
      if (message.startsWith("Timestamp outside"))
        return invalid(`it is older than ${REPLAY_WINDOW_S} seconds (${-secondsAhead(header, now)}); Stripe signs anew each time it sends`);
      problem = problemOf(message);
    }
  }
  return invalid(problem);
}

/** The signature held but the library could not make an event of the body. */
function afterSignature(raw: Buffer, message: string): SignatureAnswer {
  if (message.includes("thin event")) {
    return {
      ok: false,
      code: "event_invalid",
      problem: "This is a thin event (API v2), which carries ids only; in Stripe make the event destination with the payload style Snapshot.",
    };
  }
  return { ok: false, code: "body_not_json", problem: raw.length === 0 ? "it is empty" : message.replace(/\.$/, "") };
}

function problemOf(message: string): string {
  if (message.startsWith("Unable to extract") || message.startsWith("No signatures found with expected scheme")) {
    return "the header Stripe-Signature does not have the form t=<seconds>,v1=<hex>";
  }
  return "use the signing secret (whsec_...) of this very endpoint, and let no proxy change the body";
}

function isSignatureError(error: unknown): boolean {
  return error instanceof Error && "type" in error && error.type === "StripeSignatureVerificationError";
}

/** How far the signed time is ahead of ours. The library refuses old times only, so a forged future one would never lapse. */
function secondsAhead(header: string, now: Instant): number {
  const times = header
    .split(",")
    .filter((part) => part.startsWith("t="))
    .map((part) => Number.parseInt(part.slice(2), 10));
  return (times.at(-1) ?? Number.NaN) - Math.floor(now / SECOND);
}

function invalid(problem: string): SignatureAnswer {
  return { ok: false, code: "signature_invalid", problem };
}
