import type { DeliveryResult, ProviderKind } from "@beckon/core";
import { type ApiAnswer, EmailHttpApi, type MailApi, mailboxText, wordsOf } from "./emailHttpApi.ts";
import { postmarkHook } from "./hooks/postmarkHook.ts";

/** Postmark's API for one mail (postmarkapp.com/developer/api/email-api). */
export const postmark: ProviderKind = {
  key: "postmark",
  name: "Postmark",
  role: "mail",
  does: "Carries mail over its HTTP API. Known for quick delivery of single messages.",
  fields: [
    {
      key: "serverToken",
      label: "Server API token",
      kind: "secret",
      required: true,
      help: "In Postmark: Servers, your server, API Tokens.",
      placeholder: "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
    },
    {
      key: "messageStream",
      label: "Message stream",
      kind: "text",
      required: false,
      placeholder: "outbound",
      help: "Marketing belongs into a broadcast stream. Empty means the default transactional one.",
    },
    { key: "baseUrl", label: "Address of the API", kind: "url", required: false, hidden: true },
  ],
  open: (values, { now }) => new EmailHttpApi(postmarkApi(values), now),
  hook: postmarkHook,
  dns: { spfInclude: "spf.mtasv.net", shownAt: "Postmark, Sender Signatures, your domain, DNS Settings" },
};

function postmarkApi(values: { readonly [key: string]: string }): MailApi {
  return {
    provider: "Postmark",
    baseUrl: values["baseUrl"] || "https://api.postmarkapp.com",
    headers: { "x-postmark-server-token": values["serverToken"] ?? "" },
    mailRequest: (mail) => ({
      method: "POST",
      path: "/email",
      json: {
        From: mailboxText(mail.from),
        To: mail.to,
        ...(mail.replyTo ? { ReplyTo: mail.replyTo } : {}),
        Subject: mail.subject,
        ...(mail.html === null ? {} : { HtmlBody: mail.html }),
        TextBody: mail.text,
        // Postmark puts a Message-ID of its own unless it is told to keep ours.
        Headers: [
          { Name: "Message-ID", Value: mail.messageId },
          { Name: "X-PM-KeepID", Value: "true" },
          ...Object.entries(mail.headers).map(([Name, Value]) => ({ Name, Value })),
        ],
        Metadata: { send_id: mail.sendId },
        // Our own links and pixel count; twice would be wrong.
        TrackOpens: false,
        TrackLinks: "None",
        ...(values["messageStream"] ? { MessageStream: values["messageStream"] } : {}),
      },
    }),
    providerIdOf: ({ body }) => (typeof body["MessageID"] === "string" ? body["MessageID"] : null),
    refusalOf,
    checkRequest: { method: "GET", path: "/server" },
    checkedOf: ({ status, body }) =>
      status === 200 && typeof body["Name"] === "string" ? { ok: true, detail: `Postmark takes our token for the server ${body["Name"]}.` } : null,
  };
}

/** Sender not confirmed, credits used up, account or stream not allowed to send: every mail would meet it. */
const ABOUT_US = new Set([10, 400, 401, 405, 412, 413, 1101, 1221, 1235]);
const INACTIVE_RECIPIENT = 406;
const INVALID_REQUEST = 300;

/** Postmark's error codes say more than its status, which is 422 for most. */
function refusalOf(answer: ApiAnswer): DeliveryResult | null {
  const code = answer.body["ErrorCode"];
  const detail = `Postmark answered ${answer.status}, code ${String(code)}: ${wordsOf(answer)}`;
  if (answer.status !== 422) return null;
  if (ABOUT_US.has(Number(code))) return { result: "configuration", detail };
  if (code === INACTIVE_RECIPIENT) return { result: "permanent", suppress: true, detail };
  if (code === INVALID_REQUEST && /'From'|sender/i.test(wordsOf(answer))) return { result: "configuration", detail };
  return { result: "permanent", suppress: code === INVALID_REQUEST && /'To'/.test(wordsOf(answer)), detail };
}
