import { createHmac } from "node:crypto";
import type { DeliveryReport, HookCall, ProviderHook } from "@beckon/core";
import {
  type Foreign,
  instantOf,
  listOf,
  malformed,
  objectOf,
  parsed,
  REPLAY_WINDOW_MS,
  refused,
  report,
  sameBytes,
  sendIdOf,
  textOf,
  visitor,
} from "./hookJson.ts";

/**
 * Resend's webhooks, signed as Standard Webhooks are (by Svix, under its own names of headers). The library would take the time from the
 * machine's clock and not from ours; the signature itself is four lines.
 */
export const resendHook: ProviderHook = {
  path: "resend",
  secretInUrl: false,
  needs: "signingSecret",
  steps: [
    "In Resend open Webhooks and add one with the address below.",
    "Choose email.delivered, email.bounced and email.complained. Opens and clicks are counted by Beckon itself.",
    "Copy its signing secret (whsec_…) into the form on this page.",
  ],
  read(call, values) {
    const problem = problemOfSignature(call, values["signingSecret"] ?? "");
    if (problem !== null) return refused(problem);
    const event = objectOf(parsed(call.body));
    const type = textOf(event["type"]);
    if (type === null) return malformed("it is no JSON object with a type, as Resend sends it");
    const data = objectOf(event["data"]);
    const told = KINDS[type]?.(data);
    if (!told) return { outcome: "reports", reports: [] };
    const base = { eventId: call.headers["svix-id"] ?? "", at: instantOf(event["created_at"], call.now), sendId: sendIdOf(tag(data["tags"], "send_id")) };
    return { outcome: "reports", reports: [report({ ...base, providerId: textOf(data["email_id"]), ...told })] };
  },
};

function problemOfSignature({ headers, body, now }: HookCall, secret: string): string | null {
  const [id, timestamp, signatures] = [headers["svix-id"], headers["svix-timestamp"], headers["svix-signature"]];
  if (!id || !timestamp || !signatures) return "the headers svix-id, svix-timestamp and svix-signature are missing";
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Number(timestamp) * 1000 - now) > REPLAY_WINDOW_MS)
    return "it was signed more than five minutes from now; check this machine's clock";
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const right = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
  // Several while the secret is being changed.
  const fits = signatures.split(" ").some((each) => each.startsWith("v1,") && sameBytes(Buffer.from(each.slice(3), "base64"), right));
  return fits ? null : "the signature does not fit: copy the signing secret of this very webhook anew from Resend";
}

type Told = Omit<Partial<DeliveryReport>, "what"> & Pick<DeliveryReport, "what">;

const KINDS: { readonly [type: string]: (data: Foreign) => Told } = {
  "email.delivered": () => ({ what: "delivered" }),
  "email.bounced": (data) => {
    const bounce = objectOf(data["bounce"]);
    const detail = [textOf(bounce["subType"]), textOf(bounce["message"])].filter(Boolean).join(": ");
    return { what: "bounced", permanent: bounce["type"] === "Permanent", detail };
  },
  // It is on Resend's own list of addresses that bounced or complained.
  "email.suppressed": (data) => ({ what: "bounced", permanent: true, detail: textOf(objectOf(data["suppressed"])["message"]) ?? "Suppressed by Resend" }),
  "email.complained": () => ({ what: "complained", permanent: true }),
  "email.opened": (data) => ({ what: "opened", ...visitor(objectOf(data["open"])["ipAddress"], objectOf(data["open"])["userAgent"]) }),
  "email.clicked": (data) => {
    const click = objectOf(data["click"]);
    return { what: "clicked", ...visitor(click["ipAddress"], click["userAgent"]), ...(textOf(click["link"]) ? { url: String(click["link"]) } : {}) };
  },
};

/** Tags come as an object, or as the list in which they were sent. */
function tag(tags: unknown, name: string): unknown {
  return Array.isArray(tags)
    ? listOf(tags)
        .map(objectOf)
        .find((each) => each["name"] === name)?.["value"]
    : objectOf(tags)[name];
}
