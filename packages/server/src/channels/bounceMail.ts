import { createHash } from "node:crypto";
import type { DeliveryReport, HookCall, HookReading, ProviderKind } from "@beckon/core";
import PostalMime, { type Email } from "postal-mime";
import { instantOf, malformed, report, sendIdOf } from "./hooks/hookJson.ts";

/** Mails that come back: a mail server pipes them to us. For who sends by SMTP, where no provider calls. */
export const bounceMail: ProviderKind = {
  key: "inbound-mail",
  name: "Bounce mail",
  role: "bounces",
  does: "Reads the mails that mail servers send back: bounces, and complaints of feedback loops.",
  fields: [],
  hook: {
    path: "inbound-mail",
    secretInUrl: true,
    steps: [
      "Enter a return path (such as bounces.shop.example) in the form of the SMTP server, and let its MX record lead to a mail server of yours.",
      "Let that server pipe what it gets for bounce+…@ this domain to Beckon, whole and unchanged. For Postfix, in master.cf:  beckon unix - n n - - pipe flags=R user=nobody argv=/usr/bin/curl -sf --data-binary @- -H 'content-type: message/rfc822' followed by the address below.",
      "Without a return path bounces are found too, where they bring the headers of the mail along.",
    ],
    read,
  },
};

/** Multipart reports only: a holiday notice that comes the same way is no bounce. */
async function read(call: HookCall): Promise<HookReading> {
  if (call.body.length === 0) return malformed("it is empty; send the whole mail as it came");
  const mail = await PostalMime.parse(call.body, { attachmentEncoding: "arraybuffer", forceRfc822Attachments: true }).catch(() => null);
  if (mail === null || mail.headers.length === 0) return malformed("it is no mail");
  const parts = partsOf(mail);
  const said = reportOfStatus(parts.get("message/delivery-status")) ?? reportOfFeedback(parts.get("message/feedback-report"));
  if (said === null) return { outcome: "reports", reports: [] };
  const eventId = mail.messageId ?? createHash("sha256").update(call.body).digest("hex");
  const original = parts.get("message/rfc822") ?? parts.get("text/rfc822-headers") ?? "";
  const sendId = sendOfRecipients(mail, call) ?? sendIdOf(fieldsOf(original)["x-beckon-send"]);
  return { outcome: "reports", reports: [report({ ...said, eventId, sendId, at: instantOf(mail.date, call.now) })] };
}

/** The texts of the report's parts by their types; the first of each. */
function partsOf(mail: Email): Map<string, string> {
  const parts = new Map<string, string>();
  for (const { mimeType, content } of mail.attachments) {
    const type = mimeType.toLowerCase();
    if (!parts.has(type)) parts.set(type, typeof content === "string" ? content : Buffer.from(content as ArrayBuffer).toString("utf8"));
  }
  return parts;
}

const RECIPIENT_HEADERS = ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to"];

/** The report came to the return path of the mail. */
function sendOfRecipients(mail: Email, { headers, sendOf }: HookCall): string | null {
  const texts = [
    headers["x-recipient"] ?? "",
    ...RECIPIENT_HEADERS.flatMap((name) => mail.headers.filter(({ key }) => key === name).map(({ value }) => value)),
  ];
  for (const address of texts.join(" ").match(/[^\s<>,;:"]+@[^\s<>,;:"]+/g) ?? []) {
    const sendId = sendOf(address);
    if (sendId !== null) return sendId;
  }
  return null;
}

type Said = Pick<DeliveryReport, "what" | "permanent" | "detail">;

/** RFC 3463: bad mailbox, bad domain, bad syntax, moved, no mail taken, disabled. The other 5.x.x refuse the mail, not the address. */
const DEAD = /^5\.(1\.(1|2|3|6|10)|2\.1)$/;

/** RFC 3464: what one server says about one recipient. */
function reportOfStatus(text: string | undefined): Said | null {
  if (text === undefined) return null;
  const fields = text
    .split(/\r?\n\s*\r?\n/)
    .map(fieldsOf)
    .find((group) => group["action"] !== undefined);
  const action = fields?.["action"]?.toLowerCase();
  const status = /\d\.\d{1,3}\.\d{1,3}/.exec(fields?.["status"] ?? "")?.[0] ?? "";
  const detail = [status, fields?.["diagnostic-code"]?.replace(/^smtp;\s*/i, "")].filter(Boolean).join(" ").slice(0, 500);
  if (action === "failed") return { what: "bounced", permanent: DEAD.test(status), detail };
  return action === "delivered" ? { what: "delivered", permanent: false, detail } : null;
}

/** RFC 5965: somebody pressed the button for spam. */
function reportOfFeedback(text: string | undefined): Said | null {
  if (text === undefined) return null;
  const type = fieldsOf(text)["feedback-type"]?.toLowerCase();
  if (type === "opt-out") return { what: "unsubscribed", permanent: false, detail: "by a feedback loop" };
  return type === undefined || type === "not-spam" ? null : { what: "complained", permanent: true, detail: type };
}

/** Header fields up to the first empty line, unfolded, names in lower case. */
function fieldsOf(text: string): { readonly [name: string]: string | undefined } {
  const [head = ""] = text.replace(/^\s+/, "").split(/\r?\n\r?\n/);
  const lines = head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  return Object.fromEntries(
    lines.flatMap((line) => {
      const colon = line.indexOf(":");
      return colon > 0 ? [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]] : [];
    }),
  );
}
