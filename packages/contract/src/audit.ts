import { type Static, Type } from "typebox";
import { page, pageQuery } from "./paging.ts";
import { route } from "./route.ts";
import { AnyJson, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

export const ACTOR_KINDS = ["user", "key", "system", "nobody"] as const;

const OUTCOMES = ["done", "refused", "unknown"] as const;

export const AuditChange = Type.Object({
  path: Type.String({ description: "`settings.quietHours.from`" }),
  before: Type.Optional(AnyJson),
  after: Type.Optional(AnyJson),
});
export type AuditChange = Static<typeof AuditChange>;

/** One change, or one that was refused. */
export const AuditEntry = Type.Object({
  id: Type.String(),
  at: Timestamp,
  actor: Type.Object({
    kind: oneOf(ACTOR_KINDS, "`nobody` is a caller who did not sign in."),
    id: nullable(Type.String()),
    name: Type.String(),
  }),
  ip: nullable(Type.String()),
  action: Type.String({ description: "Name of the route, for example `launchCampaign`." }),
  outcome: oneOf(OUTCOMES, "`unknown`: it began, and nobody told how it ended, because the process died or failed in the middle."),
  sentence: Type.String({ description: "Goes on after the actor's name: `launched the campaign Cart reminder`." }),
  subject: nullable(Type.Object({ kind: Type.String(), id: nullable(Type.String()) })),
  changes: Type.Array(AuditChange, { description: "What was before and after, without secrets; long texts are cut." }),
});
export type AuditEntry = Static<typeof AuditEntry>;

const filters = {
  actorId: Type.Optional(Type.String({ maxLength: 100, description: "Only by this user or key." })),
  kind: Type.Optional(Type.String({ maxLength: 50, description: "Only about this kind of thing: `campaign`, `profile`, `user`, ..." })),
  subject: Type.Optional(Type.String({ maxLength: 300, description: "Only what concerns one thing, as `kind:id`." })),
  outcome: Type.Optional(oneOf(OUTCOMES)),
  from: Type.Optional(Timestamp),
  to: Type.Optional(Timestamp),
};

export const auditRoutes = {
  listAudit: route({
    method: "GET",
    path: "/api/audit",
    tag: "Audit log",
    summary: "Who changed what, newest first",
    access: "audit:read",
    query: strict({ ...filters, ...pageQuery }),
    response: page(AuditEntry),
  }),
  listAuditActors: route({
    method: "GET",
    path: "/api/audit/actors",
    tag: "Audit log",
    summary: "Users and keys that stand in the log",
    access: "audit:read",
    response: Type.Object({ items: Type.Array(Type.Object({ kind: oneOf(ACTOR_KINDS), id: Type.String(), name: Type.String() })) }),
  }),
  exportAudit: route({
    method: "GET",
    path: "/api/audit.csv",
    tag: "Audit log",
    summary: "The same as a file (CSV), at most 50,000 lines",
    access: "audit:read",
    query: strict(filters),
    response: Type.String({ description: "text/csv" }),
  }),
};
