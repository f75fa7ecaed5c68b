import type { EventKind } from "@beckon/core";
import { type Static, Type } from "typebox";
import { page, pageQuery } from "./paging.ts";
import { ProfileRef } from "./profile.ts";
import { route } from "./route.ts";
import { AnyJson, AnyObject, Id, mapOf, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

export const EVENT_KINDS = ["track", "identify", "page", "screen", "group", "alias", "internal"] as const satisfies readonly EventKind[];

export const EventItem = Type.Object({
  id: Type.String(),
  profile: ProfileRef,
  name: Type.String(),
  kind: oneOf(EVENT_KINDS),
  at: Timestamp,
  receivedAt: Timestamp,
  source: Type.String(),
  messageId: Type.String(),
  properties: AnyObject,
  attributes: nullable(AnyObject),
  context: AnyObject,
  flags: Type.Array(Type.String()),
});
export type EventItem = Static<typeof EventItem>;

export const RegistryEvent = Type.Object({
  name: Type.String(),
  count: Type.Integer(),
  firstSeenAt: Timestamp,
  lastSeenAt: Timestamp,
  hasSchema: Type.Boolean(),
  onViolation: oneOf(["flag", "quarantine", "reject"] as const),
  violations: Type.Integer(),
});
export type RegistryEvent = Static<typeof RegistryEvent>;

export const RegistryProperty = Type.Object({
  name: Type.String(),
  types: mapOf(Type.Integer()),
  examples: Type.Array(Type.Object({ value: AnyJson, count: Type.Integer() })),
  lastSeenAt: Timestamp,
});
export type RegistryProperty = Static<typeof RegistryProperty>;

/** An attribute of profiles: seen on them, or computed. */
export const RegistryAttribute = Type.Object({
  ...RegistryProperty.properties,
  computed: nullable(Type.String({ description: "Of a computed attribute, in words how it comes about; nobody else can write it." })),
});
export type RegistryAttribute = Static<typeof RegistryAttribute>;

export const RegistryEventDetail = Type.Object({
  ...RegistryEvent.properties,
  lastSample: AnyObject,
  schema: nullable(AnyObject),
  properties: Type.Array(RegistryProperty),
});
export type RegistryEventDetail = Static<typeof RegistryEventDetail>;

export const DeadLetter = Type.Object({
  id: Type.String(),
  profileId: nullable(Type.String()),
  source: Type.String(),
  reason: Type.String(),
  detail: Type.String(),
  body: AnyJson,
  at: Timestamp,
  replayedAt: nullable(Timestamp),
});
export type DeadLetter = Static<typeof DeadLetter>;

const byName = strict({ name: Type.String({ minLength: 1, maxLength: 500 }) });

export const eventRoutes = {
  listEvents: route({
    method: "GET",
    path: "/api/events",
    tag: "Events",
    summary: "Events, newest first (the live debugger)",
    description: "`after` gives only events newer than that id: ask again with the first item's id to follow along.",
    access: "events:read",
    query: strict({ name: Type.Optional(Type.String({ maxLength: 500 })), profileId: Type.Optional(Id), after: Type.Optional(Id), ...pageQuery }),
    response: page(EventItem),
  }),
  listRegistryEvents: route({
    method: "GET",
    path: "/api/registry/events",
    tag: "Events",
    summary: "Every event name seen, most recent first",
    access: "events:read",
    query: strict({ search: Type.Optional(Type.String({ maxLength: 200 })), ...pageQuery }),
    response: page(RegistryEvent),
  }),
  getRegistryEvent: route({
    method: "GET",
    path: "/api/registry/events/:name",
    tag: "Events",
    summary: "One event name with its properties and a sample",
    access: "events:read",
    params: byName,
    response: RegistryEventDetail,
  }),
  setEventSchema: route({
    method: "PUT",
    path: "/api/registry/events/:name/schema",
    tag: "Events",
    summary: "Fix an event's schema, or free it with null",
    description: "Violations are let through and flagged, quarantined as dead letters, or rejected.",
    access: "registry:write",
    audit: { did: "changed the schema of the event {params.name}", kind: "event", id: "params.name" },
    params: byName,
    body: strict({ schema: nullable(AnyObject), onViolation: oneOf(["flag", "quarantine", "reject"] as const) }),
    response: RegistryEventDetail,
  }),
  listAttributes: route({
    method: "GET",
    path: "/api/registry/attributes",
    tag: "Events",
    summary: "Every attribute seen on profiles, and the computed ones",
    access: "events:read",
    response: Type.Object({ items: Type.Array(RegistryAttribute) }),
  }),
  listDeadLetters: route({
    method: "GET",
    path: "/api/dead-letters",
    tag: "Events",
    summary: "Events that could not be taken, newest first",
    access: "events:read",
    query: strict({ state: Type.Optional(oneOf(["open", "replayed"] as const)), ...pageQuery }),
    response: page(DeadLetter),
  }),
  replayDeadLetter: route({
    method: "POST",
    path: "/api/dead-letters/:id/replay",
    tag: "Events",
    summary: "Try one again",
    access: "events:write",
    audit: { did: "replayed a dead letter", kind: "dead letter" },
    params: strict({ id: Id }),
    response: Type.Object({ status: oneOf(["accepted", "duplicate", "rejected"] as const), message: nullable(Type.String()) }),
  }),
  discardDeadLetter: route({
    method: "DELETE",
    path: "/api/dead-letters/:id",
    tag: "Events",
    summary: "Throw one away that cannot be mended",
    access: "events:write",
    audit: { did: "discarded a dead letter", kind: "dead letter" },
    params: strict({ id: Id }),
    status: 204,
  }),
  discardDeadLetters: route({
    method: "POST",
    path: "/api/dead-letters/discard",
    tag: "Events",
    summary: "Throw all open ones away",
    description: "What is thrown away cannot be replayed any more. The events themselves were never taken, so nothing else changes.",
    access: "events:write",
    audit: { did: "discarded the open dead letters ({answer.discarded})", kind: "dead letter" },
    body: strict({ reason: Type.Optional(Type.String({ maxLength: 100, description: "Only those with this reason." })) }),
    response: Type.Object({ discarded: Type.Integer() }),
  }),
  replayDeadLetters: route({
    method: "POST",
    path: "/api/dead-letters/replay",
    tag: "Events",
    summary: "Try all open ones again",
    access: "events:write",
    audit: { did: "replayed the open dead letters ({answer.accepted} accepted)", kind: "dead letter" },
    body: strict({ reason: Type.Optional(Type.String({ maxLength: 100, description: "Only those with this reason." })) }),
    response: Type.Object({ accepted: Type.Integer(), rejected: Type.Integer(), left: Type.Integer() }),
  }),
};
