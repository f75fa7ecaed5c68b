import type { DeliveryResult, ProviderKind } from "@beckon/core";
import { type ApiAnswer, EmailHttpApi, type MailApi, mailboxText, wordsOf } from "./emailHttpApi.ts";
import { resendHook } from "./hooks/resendHook.ts";

/** Resend's API (resend.com/docs/api-reference/emails/send-email). It keeps idempotency keys for a day. */
export const resend: ProviderKind = {
  key: "resend",
  name: "Resend",
  role: "mail",
  does: "Carries mail over its HTTP API, and takes no mail twice when it is asked again.",
  fields: [
    {
      key: "apiKey",
      label: "API key",
      kind: "secret",
      required: true,
      placeholder: "re_…",
      help: "In Resend: API Keys. The permission Sending access is enough.",
    },
    {
      key: "signingSecret",
      label: "Signing secret of the webhook",
      kind: "secret",
      required: false,
      placeholder: "whsec_…",
      help: "Shown by Resend on the page of the webhook. Reports are believed only with it.",
    },
    { key: "baseUrl", label: "Address of the API", kind: "url", required: false, hidden: true },
  ],
  open: (values, { now }) => new EmailHttpApi(resendApi(values), now),
  hook: resendHook,
  dns: { spfInclude: "amazonses.com", dkimSelectors: ["resend"], shownAt: "Resend, Domains, your domain" },
};

function resendApi(values: { readonly [key: string]: string }): MailApi {
  return {
    provider: "Resend",
    baseUrl: values["baseUrl"] || "https://api.resend.com",
    headers: { authorization: `Bearer ${values["apiKey"]}` },
    isRepeatable: true,
    mailRequest: (mail) => ({
      method: "POST",
      path: "/emails",
      headers: { "idempotency-key": mail.sendId },
      json: {
        from: mailboxText(mail.from),
        to: [mail.to],
        ...(mail.replyTo ? { reply_to: mail.replyTo } : {}),
        subject: mail.subject,
        ...(mail.html === null ? {} : { html: mail.html }),
        text: mail.text,
        headers: { ...mail.headers, "Message-ID": mail.messageId },
        tags: [{ name: "send_id", value: mail.sendId }],
      },
    }),
    providerIdOf: ({ body }) => (typeof body["id"] === "string" ? body["id"] : null),
    refusalOf,
    checkRequest: { method: "GET", path: "/domains" },
    checkedOf: (answer) =>
      answer.body["name"] === "restricted_api_key" ? { ok: true, detail: "Resend takes our key, which may only send mail. That is enough." } : null,
  };
}

/** Resend names its errors; the same status means several things. */
function refusalOf(answer: ApiAnswer): DeliveryResult | null {
  const name = String(answer.body["name"] ?? "");
  const words = wordsOf(answer);
  const detail = `Resend answered ${answer.status} (${name}): ${words}`;
  if (name === "daily_quota_exceeded" || name === "monthly_quota_exceeded") return { result: "configuration", detail };
  // The first request with this key is still under way, or was taken with another text: its answer is not ours to guess.
  if (name === "concurrent_idempotent_requests") return { result: "retry", afterMs: null, detail };
  if (name === "invalid_idempotent_request") return { result: "unknown", detail };
  if (answer.status === 422 && /`from`|domain/i.test(words)) return { result: "configuration", detail };
  if (answer.status === 422 && /`to`/i.test(words)) return { result: "permanent", suppress: true, detail };
  return null;
}
