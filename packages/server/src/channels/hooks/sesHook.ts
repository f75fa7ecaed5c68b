import type { DeliveryReport, Instant, ProviderHook } from "@beckon/core";
import { type Foreign, instantOf, listOf, malformed, objectOf, parsed, refused, report, sendIdOf, textOf, visitor } from "./hookJson.ts";
import { problemOfSns, type SnsMessage, snsMessage } from "./sns.ts";

/** Amazon SES by way of an SNS topic. Anybody can have a topic, and Amazon signs for all of them: so the address ends with a secret. */
export const sesHook: ProviderHook = {
  path: "ses",
  secretInUrl: true,
  steps: [
    "In Amazon SNS make a standard topic, and subscribe to it with the protocol HTTPS and the address below. Beckon confirms by itself.",
    "In Amazon SES open Configuration sets, yours, Event destinations, and add the topic for deliveries, bounces, complaints and rejects.",
    "Enter the name of the configuration set in the form on this page. Opens and clicks are counted by Beckon itself.",
  ],
  async read({ body, now, fetchText }) {
    const message = snsMessage(parsed(body));
    if (message === null) return malformed("it is no message of Amazon SNS; leave raw message delivery switched off");
    const problem = await problemOfSns(message, fetchText);
    if (problem !== null) return refused(problem);
    if (message.Type === "SubscriptionConfirmation") return { outcome: "confirm", url: message.SubscribeURL ?? "" };
    if (message.Type !== "Notification") return { outcome: "reports", reports: [] };
    return { outcome: "reports", reports: reportsOf(message, now) };
  },
};

/** The event that SES put into the message: from an event destination (`eventType`) or a feedback notification (`notificationType`). */
function reportsOf(message: SnsMessage, now: Instant): DeliveryReport[] {
  const event = objectOf(parsed(Buffer.from(message.Message)));
  const told = KINDS[String(event["eventType"] ?? event["notificationType"])]?.(event);
  if (!told) return [];
  const mail = objectOf(event["mail"]);
  const detail = objectOf(event[told.part]);
  return [
    report({
      eventId: message.MessageId,
      at: instantOf(detail["timestamp"] ?? mail["timestamp"], now),
      sendId: sendIdOf(listOf(objectOf(mail["tags"])["send_id"])[0]) ?? sendIdOf(headerOf(mail, "X-Beckon-Send")),
      providerId: textOf(mail["messageId"]),
      ...told.report,
    }),
  ];
}

interface Told {
  readonly part: string;
  readonly report: Partial<DeliveryReport> & Pick<DeliveryReport, "what">;
}

const KINDS: { readonly [type: string]: (event: Foreign) => Told } = {
  Delivery: (event) => ({ part: "delivery", report: { what: "delivered", detail: textOf(objectOf(event["delivery"])["smtpResponse"]) ?? "" } }),
  Bounce: (event) => {
    const bounce = objectOf(event["bounce"]);
    const recipient = objectOf(listOf(bounce["bouncedRecipients"])[0]);
    const detail = [textOf(bounce["bounceSubType"]), textOf(recipient["diagnosticCode"])].filter(Boolean).join(": ");
    return { part: "bounce", report: { what: "bounced", permanent: bounce["bounceType"] === "Permanent", detail } };
  },
  Complaint: (event) => {
    const complaint = objectOf(event["complaint"]);
    return { part: "complaint", report: { what: "complained", permanent: true, detail: textOf(complaint["complaintFeedbackType"]) ?? "" } };
  },
  // SES took it and then found a virus in it.
  Reject: (event) => ({ part: "reject", report: { what: "bounced", permanent: false, detail: textOf(objectOf(event["reject"])["reason"]) ?? "" } }),
  Open: (event) => ({ part: "open", report: { what: "opened", ...visitor(objectOf(event["open"])["ipAddress"], objectOf(event["open"])["userAgent"]) } }),
  Click: (event) => {
    const click = objectOf(event["click"]);
    return {
      part: "click",
      report: { what: "clicked", ...visitor(click["ipAddress"], click["userAgent"]), ...(textOf(click["link"]) ? { url: String(click["link"]) } : {}) },
    };
  },
};

function headerOf(mail: Foreign, name: string): unknown {
  return listOf(mail["headers"])
    .map(objectOf)
    .find((header) => String(header["name"]).toLowerCase() === name.toLowerCase())?.["value"];
}
