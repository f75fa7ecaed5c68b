import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { DeliveryReport, Instant, ProviderHook } from "@beckon/core";
import { type Foreign, instantOf, malformed, objectOf, parsed, REPLAY_WINDOW_MS, refused, report, sendIdOf, textOf, visitor } from "./hookJson.ts";

const SIGNATURE = "x-twilio-email-event-webhook-signature";
const TIMESTAMP = "x-twilio-email-event-webhook-timestamp";

/** SendGrid's event webhook: a list of events a call, signed with ECDSA over the time and the bytes. Its own library knows no window of time. */
export const sendgridHook: ProviderHook = {
  path: "sendgrid",
  secretInUrl: false,
  needs: "verificationKey",
  steps: [
    "In SendGrid open Settings, Mail Settings, Event Webhook, and add one with the address below.",
    "Choose Delivered, Bounced, Dropped, Spam Reports, Unsubscribed and Group Unsubscribed. Opens and clicks are counted by Beckon itself.",
    "Switch on Signature verification there, and copy the verification key into the form on this page.",
  ],
  read({ headers, body, now }, values) {
    const problem = problemOfSignature(values["verificationKey"] ?? "", headers[SIGNATURE], headers[TIMESTAMP], body, now);
    if (problem !== null) return refused(problem);
    const events = parsed(body);
    if (!Array.isArray(events)) return malformed("it is no list of events, as SendGrid sends it");
    return { outcome: "reports", reports: events.flatMap((event) => reportOf(objectOf(event), now)) };
  },
};

function problemOfSignature(key: string, signature: string | undefined, timestamp: string | undefined, body: Uint8Array, now: Instant): string | null {
  if (!signature || !timestamp)
    return "the headers X-Twilio-Email-Event-Webhook-Signature and -Timestamp are missing: switch on Signature verification in SendGrid";
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Number(timestamp) * 1000 - now) > REPLAY_WINDOW_MS)
    return "it was signed more than five minutes from now; check this machine's clock";
  const publicKey = publicKeyOf(key);
  if (publicKey === null) return "the verification key that was entered here is no public key: copy it anew from SendGrid";
  const signed = Buffer.concat([Buffer.from(timestamp), body]);
  return verify("sha256", signed, publicKey, Buffer.from(signature, "base64"))
    ? null
    : "the signature does not fit: copy the verification key anew from SendGrid";
}

/** The key as SendGrid shows it (base64 of DER), or as PEM. */
function publicKeyOf(text: string): KeyObject | null {
  try {
    const key = text.includes("BEGIN PUBLIC KEY")
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text.replace(/\s+/g, ""), "base64"), format: "der", type: "spki" });
    return key.asymmetricKeyType === "ec" ? key : null;
  } catch {
    return null;
  }
}

/** A delayed mail (`deferred`) and one on its way (`processed`) are news of nothing yet. */
function reportOf(event: Foreign, now: Instant): DeliveryReport[] {
  const told = KINDS[String(event["event"])]?.(event);
  const eventId = textOf(event["sg_event_id"]);
  if (!told || eventId === null) return [];
  // `<what we were given>.filter0001.26.5515E0B88.0`
  const providerId = textOf(event["sg_message_id"])?.split(".")[0] ?? null;
  return [report({ eventId, at: instantOf(event["timestamp"], now), sendId: sendIdOf(event["send_id"]), providerId, ...told })];
}

type Told = Omit<Partial<DeliveryReport>, "what"> & Pick<DeliveryReport, "what">;

const KINDS: { readonly [event: string]: (event: Foreign) => Told } = {
  delivered: (event) => ({ what: "delivered", detail: textOf(event["response"]) ?? "" }),
  // `blocked`: refused this time, by the server and not for the address.
  bounce: (event) => ({ what: "bounced", permanent: event["type"] !== "blocked", detail: textOf(event["reason"]) ?? "" }),
  // SendGrid itself would not send: to an address that bounced or complained before, or to an invalid one.
  dropped: (event) => ({
    what: "bounced",
    permanent: /bounced address|spam reporting address|invalid/i.test(String(event["reason"])),
    detail: `Dropped by SendGrid: ${textOf(event["reason"]) ?? "no reason given"}`,
  }),
  spamreport: () => ({ what: "complained", permanent: true }),
  unsubscribe: () => ({ what: "unsubscribed" }),
  group_unsubscribe: () => ({ what: "unsubscribed" }),
  open: (event) => ({ what: "opened", machine: event["sg_machine_open"] === true, ...visitor(event["ip"], event["useragent"]) }),
  click: (event) => ({ what: "clicked", ...visitor(event["ip"], event["useragent"]), ...(textOf(event["url"]) ? { url: String(event["url"]) } : {}) }),
};
