import { createHmac } from "node:crypto";
import type { DeliveryReport, Instant, ProviderHook } from "@beckon/core";
import { type Foreign, instantOf, malformed, objectOf, parsed, REPLAY_WINDOW_MS, refused, report, sameBytes, sendIdOf, textOf, visitor } from "./hookJson.ts";

/**
 * Mailgun's webhooks. The signature is over a time and a token and not over the event, so each token is believed once, within the window.
 * What another process of ours has seen is dropped by the event's id.
 */
export function mailgunHook(): ProviderHook {
  const tokens = new Map<string, Instant>();
  return {
    path: "mailgun",
    secretInUrl: false,
    needs: "signingKey",
    steps: [
      "In Mailgun open Send, Sending, Webhooks, choose the domain, and add the address below.",
      "Add it for Delivered Messages, Permanent Failure, Spam Complaints and Unsubscribes. Opens and clicks are counted by Beckon itself.",
      "Copy the HTTP webhook signing key from the same page into the form here.",
    ],
    read({ body, now }, values) {
      const told = objectOf(parsed(body));
      const signature = objectOf(told["signature"]);
      const [token, problem] = proof(signature, values["signingKey"] ?? "", now);
      if (problem !== null) return refused(problem);
      for (const [seen, at] of tokens) if (now - at > 2 * REPLAY_WINDOW_MS) tokens.delete(seen);
      if (tokens.has(token)) return refused("this call has come before");
      const event = objectOf(told["event-data"]);
      if (textOf(event["event"]) === null) return malformed("it holds no event-data, as Mailgun sends it");
      tokens.set(token, now);
      return { outcome: "reports", reports: reportOf(event, now) };
    },
  };
}

function proof(signature: Foreign, key: string, now: Instant): [token: string, problem: string | null] {
  const [timestamp, token, given] = [String(signature["timestamp"] ?? ""), textOf(signature["token"]), textOf(signature["signature"])];
  if (!token || !given) return ["", "it holds no signature with timestamp, token and signature"];
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Number(timestamp) * 1000 - now) > REPLAY_WINDOW_MS)
    return [token, "it was signed more than five minutes from now; check this machine's clock"];
  const right = createHmac("sha256", key)
    .update(timestamp + token)
    .digest();
  return [token, sameBytes(Buffer.from(given, "hex"), right) ? null : "the signature does not fit: copy the webhook signing key anew from Mailgun"];
}

function reportOf(event: Foreign, now: Instant): DeliveryReport[] {
  const told = KINDS[String(event["event"])]?.(event);
  const id = textOf(event["id"]);
  if (!told || id === null) return [];
  const messageId = textOf(objectOf(objectOf(event["message"])["headers"])["message-id"]);
  const sendId = sendIdOf(objectOf(event["user-variables"])["send_id"]);
  return [report({ eventId: id, at: instantOf(event["timestamp"], now), sendId, providerId: messageId?.replace(/[<>]/g, "") ?? null, ...told })];
}

type Told = Omit<Partial<DeliveryReport>, "what"> & Pick<DeliveryReport, "what">;

const KINDS: { readonly [event: string]: (event: Foreign) => Told | null } = {
  delivered: (event) => ({ what: "delivered", detail: statusOf(event) }),
  // After a temporary failure Mailgun tries again: nothing has bounced yet.
  failed: (event) => {
    if (event["severity"] !== "permanent") return null;
    const isDead = ["bounce", "suppress-bounce", "suppress-complaint"].includes(String(event["reason"]));
    return { what: "bounced", permanent: isDead && objectOf(event["delivery-status"])["bounce-type"] !== "soft", detail: statusOf(event) };
  },
  complained: () => ({ what: "complained", permanent: true }),
  unsubscribed: () => ({ what: "unsubscribed" }),
  opened: (event) => ({ what: "opened", ...clientOf(event) }),
  clicked: (event) => ({ what: "clicked", ...clientOf(event), ...(textOf(event["url"]) ? { url: String(event["url"]) } : {}) }),
};

function statusOf(event: Foreign): string {
  const status = objectOf(event["delivery-status"]);
  return [status["code"], textOf(status["description"]) ?? textOf(status["message"]), textOf(event["reason"])].filter(Boolean).join(" ");
}

function clientOf(event: Foreign): Partial<DeliveryReport> {
  const client = objectOf(event["client-info"]);
  return { ...visitor(event["ip"], client["user-agent"]), ...(textOf(client["bot"]) ? { machine: true } : {}) };
}
