import type { DeliveryResult, ProviderKind, RenderedEmail } from "@beckon/core";
import { type ApiAnswer, EmailHttpApi, type MailApi, mailboxText, wordsOf } from "./emailHttpApi.ts";
import { mailgunHook } from "./hooks/mailgunHook.ts";

/** Mailgun's API v3 (documentation.mailgun.com, Messages). It takes forms, not JSON. */
export const mailgun: ProviderKind = {
  key: "mailgun",
  name: "Mailgun",
  role: "mail",
  does: "Carries mail over its HTTP API, in the United States or the European Union.",
  fields: [
    { key: "apiKey", label: "API key", kind: "secret", required: true, help: "In Mailgun: API Security, or a sending key of the domain." },
    { key: "domain", label: "Sending domain", kind: "domain", required: true, placeholder: "mail.shop.example" },
    {
      key: "region",
      label: "Region",
      kind: "choice",
      required: true,
      options: [
        { value: "us", label: "United States" },
        { value: "eu", label: "European Union" },
      ],
    },
    {
      key: "signingKey",
      label: "Webhook signing key",
      kind: "secret",
      required: false,
      help: "In Mailgun: Send, Sending, Webhooks, HTTP webhook signing key. Reports are believed only with it.",
    },
    { key: "baseUrl", label: "Address of the API", kind: "url", required: false, hidden: true },
  ],
  open: (values, { now }) => new EmailHttpApi(mailgunApi(values), now),
  hook: mailgunHook(),
  dns: { spfInclude: "mailgun.org", dkimSelectors: ["pic", "mx", "k1", "s1", "smtp"], shownAt: "Mailgun, Domains, your domain, DNS records" },
};

const BASE_URLS: { readonly [region: string]: string } = { us: "https://api.mailgun.net", eu: "https://api.eu.mailgun.net" };

function mailgunApi(values: { readonly [key: string]: string }): MailApi {
  const domain = encodeURIComponent(values["domain"] ?? "");
  return {
    provider: "Mailgun",
    baseUrl: values["baseUrl"] || (BASE_URLS[values["region"] ?? "us"] ?? ""),
    headers: { authorization: `Basic ${Buffer.from(`api:${values["apiKey"]}`).toString("base64")}` },
    mailRequest: (mail) => ({ method: "POST", path: `/v3/${domain}/messages`, form: formOf(mail) }),
    // `<20260101.1@mail.shop.example>`; its events name it without the brackets.
    providerIdOf: ({ body }) => (typeof body["id"] === "string" ? body["id"].replace(/[<>]/g, "") : null),
    refusalOf,
    checkRequest: { method: "GET", path: `/v3/domains/${domain}` },
    checkedOf,
  };
}

function formOf(mail: RenderedEmail): FormData {
  const form = new FormData();
  const lines: { [name: string]: string } = {
    from: mailboxText(mail.from),
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    "h:Message-Id": mail.messageId,
    "v:send_id": mail.sendId,
    "o:tracking": "no",
    ...(mail.html === null ? {} : { html: mail.html }),
    ...(mail.replyTo ? { "h:Reply-To": mail.replyTo } : {}),
  };
  for (const [name, value] of Object.entries(mail.headers)) lines[`h:${name}`] = value;
  for (const [name, value] of Object.entries(lines)) form.append(name, value);
  return form;
}

function refusalOf(answer: ApiAnswer): DeliveryResult | null {
  if (answer.status !== 400) return null;
  const words = wordsOf(answer);
  const detail = `Mailgun answered 400: ${words}`;
  if (/'from'|free accounts|sandbox|disabled|not allowed to send/i.test(words)) return { result: "configuration", detail };
  return { result: "permanent", suppress: /'to'.*not a valid address/i.test(words), detail };
}

function checkedOf({ status, body }: ApiAnswer): { ok: boolean; detail: string } | null {
  // Mailgun cannot tell us of a sending key, which may do nothing but send.
  const domain = body["domain"] as { name?: string; state?: string } | undefined;
  if (status !== 200 || domain?.state === undefined) return null;
  return domain.state === "active"
    ? { ok: true, detail: `Mailgun takes our key, and ${domain.name} is verified.` }
    : { ok: false, detail: `Mailgun knows ${domain.name}, but it is ${domain.state}: verify its DNS records there.` };
}
