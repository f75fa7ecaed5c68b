import { type Static, Type } from "typebox";
import { route } from "./route.ts";
import { nullable, strict, Timestamp } from "./scalars.ts";

export const SigningSecret = Type.Object({
  secret: Type.String({ description: "`whsec_...`: what a receiver checks signatures with." }),
  createdAt: Timestamp,
  expiresAt: nullable(Timestamp),
});
export type SigningSecret = Static<typeof SigningSecret>;

const signing = Type.Object({ items: Type.Array(SigningSecret, { description: "The newest first; one that was replaced signs beside it until it expires." }) });

export const WebhookSettings = Type.Object({
  allowPrivate: Type.Array(Type.String(), { description: "Hosts and networks of one's own to which webhooks may go, by `BECKON_WEBHOOK_ALLOW_PRIVATE`." }),
  signing: Type.Array(Type.Object({ createdAt: SigningSecret.properties.createdAt, expiresAt: SigningSecret.properties.expiresAt }), {
    description: "Since when a secret signs, and until when; the newest first. The secrets themselves are shown by reveal.",
  }),
});
export type WebhookSettings = Static<typeof WebhookSettings>;

export const webhookRoutes = {
  getWebhookSettings: route({
    method: "GET",
    path: "/api/webhooks",
    tag: "Webhooks",
    summary: "How webhooks are signed and where they may go",
    access: "workspace:read",
    response: WebhookSettings,
  }),
  sealWebhookSecret: route({
    method: "POST",
    path: "/api/webhooks/seal",
    tag: "Webhooks",
    summary: "Seal a secret header of a webhook",
    description: "What comes back goes into the message as `sealed`. It opens only in this installation, and only for the host of `url`.",
    access: "campaigns:write",
    audit: { none: "Changes nothing: the sealed text is part of the campaign that is saved." },
    unrepeatable: true,
    body: strict({ url: Type.String({ pattern: "^https?://[^\\s/?#@{}]+", maxLength: 4_000 }), value: Type.String({ minLength: 1, maxLength: 4_000 }) }),
    response: Type.Object({ sealed: Type.String() }),
  }),
  revealSigningSecrets: route({
    method: "POST",
    path: "/api/webhooks/signing/reveal",
    tag: "Webhooks",
    summary: "Show the secrets that sign webhooks",
    access: "keys:write",
    audit: { did: "looked at the signing secrets of webhooks", kind: "webhook", withoutBody: true },
    unrepeatable: true,
    response: signing,
  }),
  rotateSigningSecret: route({
    method: "POST",
    path: "/api/webhooks/signing/rotate",
    tag: "Webhooks",
    summary: "Sign webhooks with a new secret",
    description: "The old one signs beside it for 24 hours, so that receivers can be told.",
    access: "keys:write",
    audit: { did: "replaced the signing secret of webhooks", kind: "webhook", withoutBody: true },
    unrepeatable: true,
    response: signing,
  }),
};
