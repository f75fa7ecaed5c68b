import type { JsonObject, JsonSchema } from "../../json.ts";
import { MAIL_ADDRESS } from "../mailAddress.ts";
import type { MessageKind, MessageNode, RenderedNode } from "../message.ts";
import { onMissingSchema } from "../onMissing.ts";
import { readableTemplate } from "../readableTemplate.ts";

export interface EmailMessage extends MessageNode {
  readonly channel: "email";
  readonly subject: string;
  readonly preheader?: string;
  readonly from?: { readonly name?: string; readonly email: string };
  readonly replyTo?: string;
  readonly body: MessageBody;
  /** Plain-text part; made from the body where left out. */
  readonly text?: string;
  /** Other languages by locale (`de`, `pt-BR`), falling back `pt-BR` -> `pt` -> the default above. */
  readonly translations?: { readonly [locale: string]: EmailWording };
}

/** One language of a mail. */
export interface EmailWording {
  readonly subject: string;
  readonly preheader?: string;
  readonly body: MessageBody;
  readonly text?: string;
}

export interface MessageBody {
  readonly format: "mjml" | "html" | "text";
  readonly source: string;
}

/** A mail as it leaves. */
export interface RenderedEmail extends RenderedNode {
  readonly channel: "email";
  /** Derived from the send's key (RFC 5322 msg-id), so that a provider can see a repeat. */
  readonly messageId: string;
  readonly from: { readonly name?: string; readonly email: string };
  readonly to: string;
  readonly replyTo?: string;
  readonly subject: string;
  readonly html: string | null;
  readonly text: string;
  readonly headers: { readonly [name: string]: string };
  readonly facts?: JsonObject;
}

/** A mail as it is looked at later. */
export interface EmailContent {
  readonly channel: "email";
  readonly subject: string;
  /** Only in a preview: in a mail that left it is part of the HTML. */
  readonly preheader: string | null;
  readonly sender: string;
  readonly html: string | null;
  readonly text: string;
  readonly headers: { readonly [name: string]: string };
}

const subject: JsonSchema = { type: "string", minLength: 1, maxLength: 1_000, title: "Subject", description: "May hold Liquid." };
const preheader: JsonSchema = { type: "string", maxLength: 1_000, title: "Preheader", description: "What mail programs show after the subject." };
const plainText: JsonSchema = { type: "string", maxLength: 500_000, title: "Plain text", description: "Made from the body where left out." };
const emailAddress: JsonSchema = { type: "string", pattern: MAIL_ADDRESS, maxLength: 320, description: "An address such as shop@example.com." };

const body: JsonSchema = {
  type: "object",
  title: "Body",
  properties: {
    format: { enum: ["mjml", "html", "text"], title: "Format" },
    source: { type: "string", minLength: 1, maxLength: 500_000, title: "Source", description: "May hold Liquid." },
  },
  required: ["format", "source"],
  additionalProperties: false,
};

export const emailMessage: MessageKind<EmailMessage, RenderedEmail, EmailContent> = {
  channel: "email",
  schema: {
    type: "object",
    title: "Email",
    properties: {
      channel: { const: "email" },
      subject,
      preheader,
      from: {
        type: "object",
        title: "From",
        description: "The workspace's sender where left out.",
        properties: { name: { type: "string", maxLength: 200, title: "Name" }, email: { ...emailAddress, title: "Address" } },
        required: ["email"],
        additionalProperties: false,
      },
      replyTo: { ...emailAddress, title: "Reply to" },
      body,
      text: plainText,
      translations: {
        type: "object",
        title: "Translations",
        description: "By language: de, pt-BR.",
        maxProperties: 100,
        propertyNames: { type: "string", pattern: "^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$", description: "A language such as de or pt-BR." },
        additionalProperties: {
          type: "object",
          properties: { subject, preheader, body, text: plainText },
          required: ["subject", "body"],
          additionalProperties: false,
        },
      },
      onMissing: onMissingSchema,
    },
    required: ["channel", "subject", "body"],
    additionalProperties: false,
  },
  describe: (message) => `the email “${readableTemplate(message.subject)}”`,
  content: ["body", "translations", "text"],
  address: (_message, addresses) => addresses["email"] ?? null,
  reachesPerson: () => true,
  isRepeatable: () => false,
  keep: (mail) => ({
    title: mail.subject,
    sender: mail.from.name ? `${mail.from.name} <${mail.from.email}>` : mail.from.email,
    html: mail.html,
    text: mail.text,
    headers: { ...mail.headers, "Message-ID": mail.messageId, ...(mail.replyTo ? { "Reply-To": mail.replyTo } : {}) },
    details: null,
  }),
  show: ({ title, sender, html, text, headers }) => ({ channel: "email", subject: title, preheader: null, sender, html, text, headers }),
};
