import type { Consent, ConsentState } from "@beckon/core";
import { type Static, Type } from "typebox";
import { page, pageQuery } from "./paging.ts";
import { FILTER_TEXT_MAX, PEOPLE_SORTS } from "./peopleFilter.ts";
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
  /** Those that `columns` asks for. */
  attributes: AnyObject,
  eventCount: nullable(Type.Integer({ description: "Asked for by the column `event_count`; 1001 stands for more than a thousand." })),
  mergedInto: nullable(Type.String()),
  lastSeenAt: nullable(Timestamp),
  createdAt: Timestamp,
});
export type ProfileListItem = Static<typeof ProfileListItem>;

const ConsentWord = Type.Unsafe<ConsentState>({ type: "string", enum: ["subscribed", "unsubscribed", "pending"] });
/** What can be said by API; `pending` comes of a yes to a topic with double opt-in. */
const SaidConsent = oneOf(["subscribed", "unsubscribed"] as const);

export const ProfileConsent = Type.Unsafe<Consent>(Type.Object({ channels: mapOf(ConsentWord), topics: mapOf(ConsentWord) }));

/** How somebody came. */
const FirstContact = Type.Object(
  {
    at: Timestamp,
    event: Type.String(),
    source: Type.String({ description: "By which way it reached us: `segment`, `stripe`, `import` ..." }),
    campaign: nullable(
      Type.Object(
        { name: nullable(Type.String()), source: nullable(Type.String()), medium: nullable(Type.String()) },
        { description: "What `utm_campaign`, `utm_source` and `utm_medium` said." },
      ),
    ),
    referrer: nullable(Type.String({ description: "Host of the page that led here." })),
    page: nullable(Type.String({ description: "Path of the page they came to." })),
  },
  { description: "By the oldest event that is kept." },
);

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
  firstContact: nullable(FirstContact),
  lastSeenAt: nullable(Timestamp),
});
export type ProfileDetail = Static<typeof ProfileDetail>;

export const TIMELINE_KINDS = ["event", "attribute", "message", "decision", "consent", "session", "merge"] as const;

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
  consent: ProfileConsent,
  waiting: Type.Integer({ description: "Messages that wait for the merged profile and go over." }),
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

export const UndoPreview = Type.Object({
  survivor: ProfileRef,
  merged: ProfileRef,
  exact: Type.Boolean({ description: "Each will have exactly what it would have without the merge." }),
  reason: nullable(Type.String({ description: "Why only names and history can be given back, where it is not exact." })),
  identifiers: Type.Array(Identifier, { description: "Names that lead to the merged profile again." }),
  attributes: Type.Array(Type.Object({ name: Type.String(), survivor: AnyJson, merged: AnyJson }), {
    description: "What each will have, where that is not what the survivor has now.",
  }),
  events: Type.Integer({ description: "Events since the merge that go to the merged profile." }),
  waiting: Type.Integer({ description: "Messages under way that go to the merged profile." }),
  staying: Type.Integer({ description: "Messages for the merged profile that are being handed over at this moment: they end with the survivor." }),
});
export type UndoPreview = Static<typeof UndoPreview>;

export const PeopleCount = Type.Object({
  count: Type.Integer(),
  is: oneOf(["exact", "about", "more", "fewer"] as const, "`more`: there are more than `count`; `fewer`: likely fewer."),
});
export type PeopleCount = Static<typeof PeopleCount>;

const byId = strict({ id: Id });

/** Which people, wherever a list of them is asked for. */
export const peopleQuery = {
  search: Type.Optional(Type.String({ maxLength: 200 })),
  filter: Type.Optional(
    Type.String({
      maxLength: FILTER_TEXT_MAX,
      description:
        'A JSON list; all of it must hold. Conditions as in campaigns (`{"kind":"attribute","name":"plan","op":"equals","value":"pro"}`, `consent`, `segment`, `stage`, `any`, `not`), and `event`, `reachable`, `created`, `seen`, `known_as`, `merged`.',
    }),
  ),
};

export const profileRoutes = {
  listProfiles: route({
    method: "GET",
    path: "/api/profiles",
    tag: "Profiles",
    summary: "Search and filter profiles",
    description:
      "`search` finds the beginning of any word of a name, mail address or phone number, and of every identifier. A page may hold fewer than `limit`, even none: rare people are looked for a stretch at a time; `nextCursor` is null only at the end.",
    access: "profiles:read",
    query: strict({
      ...peopleQuery,
      sort: Type.Optional(oneOf(PEOPLE_SORTS)),
      columns: Type.Optional(Type.String({ maxLength: 1_000, description: "Comma-separated names of attributes to answer with; `event_count` for that." })),
      ...pageQuery,
    }),
    response: page(ProfileListItem),
  }),
  countProfiles: route({
    method: "GET",
    path: "/api/profiles/count",
    tag: "Profiles",
    summary: "How many profiles a search and filter find",
    description: "Exact up to 10,000, or estimated from a sample of all profiles where counting would take too long.",
    access: "profiles:read",
    query: strict(peopleQuery),
    response: PeopleCount,
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
      kinds: Type.Optional(Type.String({ maxLength: 200, description: "Comma-separated: event, attribute, message, decision, consent, session, merge." })),
      until: Type.Optional(Type.String({ format: "date-time", maxLength: 40, description: "Only what happened before this instant: to jump to a date." })),
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
  previewUndo: route({
    method: "GET",
    path: "/api/merges/:id/undo-preview",
    tag: "Profiles",
    summary: "What taking a merge back would do",
    access: "profiles:read",
    params: byId,
    response: UndoPreview,
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
