import { type Static, Type } from "typebox";
import { mapOf, nullable } from "./scalars.ts";

/** A mail as it looks. */
export const EmailContent = Type.Object(
  {
    channel: Type.Literal("email"),
    subject: Type.String(),
    preheader: nullable(Type.String({ description: "Only in a preview: in a mail that left it is part of the HTML." })),
    sender: Type.String({ description: "`Shop <hello@shop.example>`" }),
    html: nullable(Type.String()),
    text: Type.String(),
    headers: mapOf(Type.String()),
  },
  { title: "Email" },
);

/** A request as it is made. */
export const WebhookContent = Type.Object(
  {
    channel: Type.Literal("webhook"),
    method: Type.String(),
    url: Type.String(),
    headers: mapOf(Type.String({ description: "Without the signature; secrets are never shown." })),
    body: nullable(Type.String()),
  },
  { title: "Webhook" },
);

/** What a message says, by its channel. A new kind is one more here. */
export const MessageContent = Type.Union([EmailContent, WebhookContent]);
export type MessageContent = Static<typeof MessageContent>;

/** What came back from a provider or an endpoint. */
export const Answer = Type.Object({
  status: nullable(Type.Integer({ description: "HTTP status; null where no answer came." })),
  headers: mapOf(Type.String()),
  body: Type.String({ description: "Its first 4 KB." }),
  ms: Type.Number(),
});
export type Answer = Static<typeof Answer>;
