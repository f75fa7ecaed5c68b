import type { JsonSchema } from "../../json.ts";
import type { MessageKind, MessageNode, RenderedNode } from "../message.ts";
import { onMissingSchema } from "../onMissing.ts";

export const WEBHOOK_METHODS = ["POST", "PUT", "PATCH", "GET", "DELETE"] as const;
export type WebhookMethod = (typeof WEBHOOK_METHODS)[number];

/** A request to another system. */
export interface WebhookMessage extends MessageNode {
  readonly channel: "webhook";
  readonly method: WebhookMethod;
  /** Path and query may hold Liquid; the host may not, so that no value of a customer chooses where the request goes. */
  readonly url: string;
  readonly headers?: readonly WebhookHeader[];
  /** None for GET. */
  readonly body?: WebhookBody;
  /** `system` (default): a machine gets it. `person`: the endpoint writes on to the person (a gateway of texts, say), so what protects people applies. */
  readonly reaches?: "system" | "person";
}

/** `sealed`: a secret, in the form that only this installation can open, and only for the host that it was sealed for. */
export type WebhookHeader = { readonly name: string; readonly value: string } | { readonly name: string; readonly sealed: string };

export type WebhookBody =
  | { readonly format: "json"; readonly source: string }
  | { readonly format: "form"; readonly fields: readonly { readonly name: string; readonly value: string }[] }
  | { readonly format: "text"; readonly source: string };

/** A request as it leaves. The signature and the opened secrets are the channel's work. */
export interface RenderedWebhook extends RenderedNode {
  readonly channel: "webhook";
  readonly workspaceId: number;
  /** The `webhook-id`: derived from the send's key, so that the receiver can see a repeat. */
  readonly webhookId: string;
  readonly method: WebhookMethod;
  readonly url: string;
  readonly headers: readonly WebhookHeader[];
  readonly body: string | null;
}

/** A request as it is looked at later. */
export interface WebhookContent {
  readonly channel: "webhook";
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | null;
}

const liquid = (title: string, maxLength: number): JsonSchema => ({ type: "string", maxLength, title, description: "May hold Liquid." });

const headerName: JsonSchema = {
  type: "string",
  pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$",
  maxLength: 100,
  title: "Name",
  description: "A header name such as Authorization.",
};

const header: JsonSchema = {
  anyOf: [
    { type: "object", properties: { name: headerName, value: liquid("Value", 4_000) }, required: ["name", "value"], additionalProperties: false },
    {
      type: "object",
      properties: {
        name: headerName,
        sealed: { type: "string", maxLength: 8_000, title: "Secret", description: "Made by POST /api/webhooks/seal; only this installation can open it." },
      },
      required: ["name", "sealed"],
      additionalProperties: false,
    },
  ],
};

const source: JsonSchema = { ...liquid("Source", 200_000), minLength: 1 };
const field: JsonSchema = {
  type: "object",
  properties: { name: { type: "string", minLength: 1, maxLength: 200, title: "Name" }, value: liquid("Value", 20_000) },
  required: ["name", "value"],
  additionalProperties: false,
};

const body: JsonSchema = {
  title: "Body",
  oneOf: [
    {
      type: "object",
      title: "JSON",
      properties: { format: { const: "json" }, source },
      required: ["format", "source"],
      additionalProperties: false,
    },
    {
      type: "object",
      title: "Form",
      properties: { format: { const: "form" }, fields: { type: "array", items: field, maxItems: 200, title: "Fields" } },
      required: ["format", "fields"],
      additionalProperties: false,
    },
    {
      type: "object",
      title: "Text",
      properties: { format: { const: "text" }, source },
      required: ["format", "source"],
      additionalProperties: false,
    },
  ],
};

export const webhookMessage: MessageKind<WebhookMessage, RenderedWebhook, WebhookContent> = {
  channel: "webhook",
  schema: {
    type: "object",
    title: "Webhook",
    properties: {
      channel: { const: "webhook" },
      method: { enum: WEBHOOK_METHODS, title: "Method" },
      url: {
        type: "string",
        pattern: "^https?://[^\\s/?#@{}%\\\\]+(?:[/?#].*)?$",
        maxLength: 4_000,
        title: "Address",
        description: "Begins with https:// and a host; Liquid only after the host: https://crm.example/people/{{ profile.user_id }}.",
      },
      headers: { type: "array", items: header, maxItems: 50, title: "Headers" },
      body,
      reaches: {
        enum: ["system", "person"],
        default: "system",
        title: "Reaches",
        description: "A machine, or in the end the person: then consent, quiet hours, caps and holdout apply.",
      },
      onMissing: onMissingSchema,
    },
    required: ["channel", "method", "url"],
    additionalProperties: false,
  },
  describe: ({ method, url }) => `a ${method} webhook to ${hostOf(url)}`,
  content: ["headers", "body"],
  // One and the same for all people: where the request goes.
  address: ({ url }) => hostOf(url),
  reachesPerson: ({ reaches }) => reaches === "person",
  // The `webhook-id` lets a receiver drop a repeat. Where a person is written to in the end, once at most is the promise.
  isRepeatable: ({ reaches }) => reaches !== "person",
  keep: ({ method, url, headers, body: text }) => ({
    title: `${method} ${url}`.slice(0, 500),
    sender: "",
    html: null,
    text: text ?? "",
    headers: Object.fromEntries(headers.map((each) => [each.name, "value" in each ? each.value : "(secret)"])),
    details: { method, url, hasBody: text !== null },
  }),
  show: ({ text, headers, details }) => ({
    channel: "webhook",
    method: String(details?.["method"] ?? ""),
    url: String(details?.["url"] ?? ""),
    headers,
    body: details?.["hasBody"] === true ? text : null,
  }),
};

/** `https://shop.example:8443/hook` -> `shop.example:8443`; empty for what is no address. */
export function hostOf(url: string): string {
  return /^https?:\/\/([^\s/?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? "";
}
