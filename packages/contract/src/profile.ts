import type { Consent, ConsentState } from "@beckon/core";
import { type Static, Type } from "typebox";
import { page, pageQuery } from "./paging.ts";
import { route } from "./route.ts";
import { AnyJson, AnyObject, Id, mapOf, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

export const Identifier = Type.Object({ kind: Type.String(), value: Type.String() });

/** A profile where another thing speaks of it. */
export const ProfileRef = Type.Object({ id: Type.String(), name: nullable(Type.String()), email: nullable(Type.String()) });
export type ProfileRef = Static<typeof ProfileRef>;

export const ProfileListItem = Type.Object({
  id: Type.String(),
  name: nullable(Type.String()),
  email: nullable(Type.String()),
  identifiers: Type.Array(Identifier),
  lastSeenAt: nullable(Timestamp),
  createdAt: Timestamp,
});
export type ProfileListItem = Static<typeof ProfileListItem>;

const ConsentWord = Type.Unsafe<ConsentState>({ type: "string", enum: ["subscribed", "unsubscribed", "pending"] });
/** What can be said by API; `pending` comes of a yes to a topic with double opt-in. */
const SaidConsent = oneOf(["subscribed", "unsubscribed"] as const);

export const ProfileConsent = Type.Unsafe<Consent>(Type.Object({ channels: mapOf(ConsentWord), topics: mapOf(ConsentWord) }));

export const ProfileDetail = Type.Object({
  id: Type.String(),
  name: nullable(Type.String()),
  email: nullable(Type.String()),
  identifiers: Type.Array(Type.Object({ kind: Type.String(), value: Type.String(), createdAt: Timestamp })),
  attributes: AnyObject,
  consent: ProfileConsent,
  pausedUntil: nullable(Timestamp),
  suppressions: Type.Array(Type.Object({ channel: Type.String(), address: Type.String(), reason: Type.String(), at: Timestamp })),
  session: nullable(Type.Object({ id: Type.String(), startedAt: Timestamp, lastAt: Timestamp })),
  timeZone: Type.Object({
    name: Type.String(),
    from: oneOf(["attribute", "activity", "country", "workspace"] as const, "Where it was taken from."),
  }),
  country: nullable(Type.String()),
  mergedFrom: Type.Array(Type.Object({ mergeId: Type.String(), profileId: Type.String(), at: Timestamp, by: Type.String(), undoneAt: nullable(Timestamp) })),
  mergedInto: nullable(Type.String({ description: "Set when this profile was merged into another." })),
  createdAt: Timestamp,
  firstSeenAt: nullable(Timestamp),
  lastSeenAt: nullable(Timestamp),
});
export type ProfileDetail = Static<typeof ProfileDetail>;

export const TIMELINE_KINDS = ["event", "message", "decision", "consent", "session", "merge"] as const;

/** One line of a person's story. */
export const TimelineItem = Type.Object({
  id: Type.String(),
  kind: oneOf(TIMELINE_KINDS),
  at: Timestamp,
  title: Type.String({ description: "`Order Completed`, `Mail sent: Your cart misses you`, `Held until 09:00 by quiet hours`." }),
  body: nullable(Type.String({ description: "One sentence more, where there is one." })),
  source: nullable(Type.String()),
  data: AnyObject,
  flags: Type.Array(Type.String()),
  links: Type.Array(Type.Object({ to: oneOf(["campaign", "message", "profile", "event", "enrollment"] as const), id: Type.String(), label: Type.String() })),
});
export type TimelineItem = Static<typeof TimelineItem>;

export const ConsentPatch = strict({
  channels: Type.Optional(mapOf(SaidConsent)),
  topics: Type.Optional(mapOf(SaidConsent)),
  pauseUntil: Type.Optional(nullable(Timestamp)),
  confirmed: Type.Optional(
    Type.Literal(true, { description: "The person proved elsewhere that the address is theirs: topics with double opt-in ask no more." }),
  ),
});

export const MergePair = strict({ survivor: Id, merged: Id });

export const MergePreview = Type.Object({
  survivor: ProfileRef,
  merged: ProfileRef,
  identifiers: Type.Array(Identifier),
  attributes: Type.Array(Type.Object({ name: Type.String(), kept: AnyJson, dropped: AnyJson })),
  warnings: Type.Array(Type.String()),
});
export type MergePreview = Static<typeof MergePreview>;

export const Merge = Type.Object({
  id: Type.String(),
  survivor: Type.String(),
  merged: Type.String(),
  at: Timestamp,
  by: Type.String(),
  undoneAt: nullable(Timestamp),
});
export type Merge = Static<typeof Merge>;

const byId = strict({ id: Id });

export const profileRoutes = {
  listProfiles: route({
    method: "GET",
    path: "/api/profiles",
    tag: "Profiles",
    summary: "Search profiles, newest first",
    description: "`search` is the beginning of a name, a mail address or any identifier.",
    access: "profiles:read",
    query: strict({ search: Type.Optional(Type.String({ maxLength: 200 })), ...pageQuery }),
    response: page(ProfileListItem),
  }),
  getProfile: route({
    method: "GET",
    path: "/api/profiles/:id",
    tag: "Profiles",
    summary: "One profile",
    access: "profiles:read",
    params: byId,
    response: ProfileDetail,
  }),
  getTimeline: route({
    method: "GET",
    path: "/api/profiles/:id/timeline",
    tag: "Profiles",
    summary: "All that happened with one profile, newest first",
    access: "profiles:read",
    params: byId,
    query: strict({
      kinds: Type.Optional(Type.String({ maxLength: 200, description: "Comma-separated: event, message, decision, consent, session, merge." })),
      ...pageQuery,
    }),
    response: page(TimelineItem),
  }),
  changeConsent: route({
    method: "PATCH",
    path: "/api/profiles/:id/consent",
    tag: "Profiles",
    summary: "Change what a profile agreed to",
    description: "Becomes the event `Consent Changed`; pending messages are judged by it at once.",
    access: "profiles:write",
    audit: { did: "changed the consent of a person", kind: "profile" },
    params: byId,
    body: ConsentPatch,
    response: Type.Object({ eventId: Type.String() }),
    status: 202,
  }),
  previewMerge: route({
    method: "POST",
    path: "/api/profiles/merge-preview",
    tag: "Profiles",
    summary: "What merging two profiles would do",
    access: "profiles:read",
    audit: { none: "A preview changes nothing." },
    body: MergePair,
    response: MergePreview,
  }),
  mergeProfiles: route({
    method: "POST",
    path: "/api/profiles/merge",
    tag: "Profiles",
    summary: "Merge two profiles that are one person",
    access: "profiles:merge",
    audit: { did: "merged two people", kind: "profile", id: "body.survivor" },
    body: MergePair,
    response: Merge,
    status: 201,
  }),
  undoMerge: route({
    method: "POST",
    path: "/api/merges/:id/undo",
    tag: "Profiles",
    summary: "Take a merge back",
    access: "profiles:merge",
    audit: { did: "took the merge of two people back", kind: "profile", id: "answer.survivor" },
    params: byId,
    response: Merge,
  }),
};
