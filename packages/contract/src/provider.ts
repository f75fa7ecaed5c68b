import { type Static, Type } from "typebox";
import { route } from "./route.ts";
import { Email, mapOf, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

/** One line of a provider's form. */
export const ProviderField = Type.Object({
  key: Type.String(),
  label: Type.String(),
  kind: oneOf(["text", "secret", "long_secret", "number", "choice", "domain", "host", "url"] as const),
  required: Type.Boolean(),
  help: nullable(Type.String()),
  placeholder: nullable(Type.String()),
  options: Type.Array(Type.Object({ value: Type.String(), label: Type.String() })),
  value: nullable(Type.String({ description: "What is kept; always null for secrets." })),
  isSet: Type.Boolean(),
  hint: nullable(Type.String({ description: "The last characters of a secret that is kept." })),
});
export type ProviderField = Static<typeof ProviderField>;

export const ProviderHookState = Type.Object({
  url: nullable(Type.String({ description: "What to paste at the provider; null for who may not see its secret, and until it is connected." })),
  hasSecret: Type.Boolean({ description: "The address ends with a secret of ours." }),
  steps: Type.Array(Type.String()),
  isReady: Type.Boolean({ description: "False while something is missing without which nothing can be believed." }),
  taken: Type.Integer(),
  unknown: Type.Integer({ description: "Reports of messages that are not Beckon's, or not known any more." }),
  refused: Type.Integer(),
  lastAt: nullable(Timestamp),
  lastRefusedAt: nullable(Timestamp),
  lastRefusal: nullable(Type.String()),
});
export type ProviderHookState = Static<typeof ProviderHookState>;

export const Provider = Type.Object({
  kind: Type.String(),
  name: Type.String(),
  role: oneOf(["mail", "source", "bounces"] as const),
  does: Type.String(),
  fields: Type.Array(ProviderField),
  connected: nullable(Type.Object({ at: Timestamp, by: Type.String(), changedAt: Timestamp })),
  environment: nullable(Type.String({ description: "The setting of the environment that has connected it; it is changed there." })),
  active: Type.Boolean({ description: "It carries the workspace's mail." }),
  hook: nullable(ProviderHookState),
  dnsShownAt: nullable(Type.String({ description: "Where the provider shows the DNS records of the account." })),
});
export type Provider = Static<typeof Provider>;

const Rate = Type.Object({
  sent: Type.Integer(),
  bounced: Type.Integer(),
  complained: Type.Integer(),
});
export type DeliveryRate = Static<typeof Rate>;

/** Above these, mailbox providers begin to refuse everything. */
export const BOUNCE_RATE_MAX = 0.02;
export const COMPLAINT_RATE_MAX = 0.001;

export const ChannelState = Type.Object({
  name: Type.String(),
  kind: Type.String(),
  provider: nullable(Type.String({ description: "Who carries its messages; null for the local outbox." })),
  ok: Type.Boolean(),
  detail: Type.String(),
  since: nullable(Timestamp),
  waiting: Type.Integer({ description: "Messages that wait for it; counted no further than 100,000." }),
});
export type ChannelState = Static<typeof ChannelState>;

const kindParams = strict({ kind: Type.String({ minLength: 1, maxLength: 50 }) });
const Values = mapOf(nullable(Type.String({ maxLength: 20_000 })));
const Found = Type.Object({ ok: Type.Boolean(), detail: Type.String() });

export const DnsRecord = Type.Object({
  what: oneOf(["spf", "dkim", "dmarc", "return_path"] as const),
  name: Type.String(),
  type: oneOf(["TXT", "MX"] as const),
  wanted: nullable(Type.String({ description: "What should stand there; null where only the provider knows it." })),
  found: Type.Array(Type.String()),
  state: oneOf(["found", "missing", "wrong", "not_looked_up"] as const),
  sentence: Type.String(),
});
export type DnsRecord = Static<typeof DnsRecord>;

export const providerRoutes = {
  checkSendingDomain: route({
    method: "GET",
    path: "/api/sending-domains/:domain",
    tag: "Providers",
    summary: "Which DNS records a sender's domain needs, and whether they are there",
    access: "providers:read",
    params: strict({ domain: Type.String({ maxLength: 253, pattern: "^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z0-9-]{2,63}$" }) }),
    response: Type.Object({ items: Type.Array(DnsRecord), provider: nullable(Type.String()) }),
  }),
  listProviders: route({
    method: "GET",
    path: "/api/providers",
    tag: "Providers",
    summary: "Who can carry our mail and send us events, and how they are connected",
    access: "providers:read",
    response: Type.Object({ items: Type.Array(Provider), rates: Type.Object({ day: Rate, week: Rate }) }),
  }),
  connectProvider: route({
    method: "PUT",
    path: "/api/providers/:kind",
    tag: "Providers",
    summary: "Connect a provider, or change how it is connected",
    audit: { did: "connected {params.kind}, or changed how it is connected", kind: "provider", id: "params.kind", withoutBody: true },
    description:
      "A secret that is left out stays as it is; null takes a value away. When the host changes, secrets must be given anew. Secrets are sealed and never answered.",
    access: "providers:write",
    params: kindParams,
    body: strict({ settings: Values }),
    response: Provider,
    unrepeatable: true,
  }),
  disconnectProvider: route({
    method: "DELETE",
    path: "/api/providers/:kind",
    tag: "Providers",
    summary: "Forget a provider and its secrets",
    audit: { did: "disconnected {params.kind}", kind: "provider", id: "params.kind" },
    access: "providers:write",
    params: kindParams,
    status: 204,
  }),
  checkProvider: route({
    method: "POST",
    path: "/api/providers/:kind/check",
    tag: "Providers",
    summary: "Ask the provider whether it takes what is kept, or given",
    audit: { none: "it only asks" },
    access: "providers:write",
    params: kindParams,
    body: strict({ settings: Type.Optional(Values) }),
    response: Found,
    unrepeatable: true,
  }),
  testProvider: route({
    method: "POST",
    path: "/api/providers/:kind/test",
    tag: "Providers",
    summary: "Send a test mail by this provider",
    audit: { did: "sent a test mail by {params.kind}", kind: "provider", id: "params.kind" },
    access: "providers:write",
    params: kindParams,
    body: strict({ to: Email }),
    response: Found,
  }),
  activateProvider: route({
    method: "POST",
    path: "/api/providers/:kind/activate",
    tag: "Providers",
    summary: "Let this provider carry the mail from now on",
    audit: { did: "let {params.kind} carry the mail", kind: "provider", id: "params.kind" },
    access: "providers:write",
    params: kindParams,
    status: 204,
  }),
  deactivateProvider: route({
    method: "POST",
    path: "/api/providers/:kind/deactivate",
    tag: "Providers",
    summary: "Keep mails in the local outbox from now on",
    audit: { did: "let mail stay in the local outbox instead of {params.kind}", kind: "provider", id: "params.kind" },
    access: "providers:write",
    params: kindParams,
    status: 204,
  }),
  renewHookSecret: route({
    method: "POST",
    path: "/api/providers/:kind/hook-secret",
    tag: "Providers",
    summary: "Make a new secret for the address that the provider calls",
    audit: { did: "made a new secret for the address that {params.kind} calls", kind: "provider", id: "params.kind" },
    description: "The old address is refused at once.",
    access: "providers:write",
    params: kindParams,
    response: Provider,
    unrepeatable: true,
  }),
  listChannels: route({
    method: "GET",
    path: "/api/channels",
    tag: "Status",
    summary: "Whether messages can leave, and how many wait",
    access: "status:read",
    response: Type.Object({ items: Type.Array(ChannelState) }),
  }),
};
