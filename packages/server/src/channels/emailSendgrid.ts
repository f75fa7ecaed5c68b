import type { DeliveryResult, ProviderKind } from "@beckon/core";
import { type ApiAnswer, EmailHttpApi, type MailApi, wordsOf } from "./emailHttpApi.ts";
import { sendgridHook } from "./hooks/sendgridHook.ts";

/** Twilio SendGrid's API v3 (docs.sendgrid.com/api-reference/mail-send). */
export const sendgrid: ProviderKind = {
  key: "sendgrid",
  name: "SendGrid",
  role: "mail",
  does: "Carries mail over its HTTP API, in the United States or the European Union.",
  fields: [
    {
      key: "apiKey",
      label: "API key",
      kind: "secret",
      required: true,
      placeholder: "SG.…",
      help: "In SendGrid: Settings, API Keys, with the permission Mail Send.",
    },
    {
      key: "region",
      label: "Region",
      kind: "choice",
      required: true,
      options: [
        { value: "us", label: "Global (United States)" },
        { value: "eu", label: "European Union" },
      ],
    },
    {
      key: "verificationKey",
      label: "Verification key of the event webhook",
      kind: "long_secret",
      required: false,
      placeholder: "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE…",
      help: "Shown by SendGrid when the signature of the event webhook is switched on. Reports are believed only with it.",
    },
    { key: "baseUrl", label: "Address of the API", kind: "url", required: false, hidden: true },
  ],
  open: (values, { now }) => new EmailHttpApi(sendgridApi(values), now),
  hook: sendgridHook,
  dns: { spfInclude: "sendgrid.net", dkimSelectors: ["s1", "s2"], shownAt: "SendGrid, Settings, Sender Authentication" },
};

const BASE_URLS: { readonly [region: string]: string } = { us: "https://api.sendgrid.com", eu: "https://api.eu.sendgrid.com" };

/** Switched off one by one: SendGrid would rewrite our links and add a pixel beside ours. */
const NO_TRACKING = {
  click_tracking: { enable: false, enable_text: false },
  open_tracking: { enable: false },
  subscription_tracking: { enable: false },
};

function sendgridApi(values: { readonly [key: string]: string }): MailApi {
  return {
    provider: "SendGrid",
    baseUrl: values["baseUrl"] || (BASE_URLS[values["region"] ?? "us"] ?? ""),
    headers: { authorization: `Bearer ${values["apiKey"]}` },
    mailRequest: (mail) => ({
      method: "POST",
      path: "/v3/mail/send",
      json: {
        personalizations: [{ to: [{ email: mail.to }], custom_args: { send_id: mail.sendId } }],
        from: mail.from.name ? { email: mail.from.email, name: mail.from.name } : { email: mail.from.email },
        ...(mail.replyTo ? { reply_to: { email: mail.replyTo } } : {}),
        subject: mail.subject,
        content: [{ type: "text/plain", value: mail.text || " " }, ...(mail.html === null ? [] : [{ type: "text/html", value: mail.html }])],
        headers: { ...mail.headers, "Message-ID": mail.messageId },
        tracking_settings: NO_TRACKING,
      },
    }),
    // The body of a 202 is empty.
    providerIdOf: ({ headers }) => headers.get("x-message-id"),
    refusalOf,
    checkRequest: { method: "GET", path: "/v3/scopes" },
    checkedOf,
  };
}

/** SendGrid names the field that it does not like. */
function refusalOf(answer: ApiAnswer): DeliveryResult | null {
  if (answer.status !== 400) return null;
  const errors = Array.isArray(answer.body["errors"]) ? (answer.body["errors"] as { field?: string | null }[]) : [];
  const fields = errors.map((error) => error.field ?? "");
  const detail = `SendGrid answered 400: ${wordsOf(answer)}`;
  if (fields.some((field) => field.startsWith("from"))) return { result: "configuration", detail };
  return { result: "permanent", suppress: fields.some((field) => /^personalizations\.\d+\.to\./.test(field)), detail };
}

function checkedOf({ status, body }: ApiAnswer): { ok: boolean; detail: string } | null {
  const scopes = body["scopes"];
  if (status !== 200 || !Array.isArray(scopes)) return null;
  return scopes.includes("mail.send")
    ? { ok: true, detail: "SendGrid takes our key, and it may send mail." }
    : { ok: false, detail: "SendGrid knows this key, but it may not send mail: give it the permission Mail Send." };
}
