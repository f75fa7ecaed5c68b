import type { ConditionNode, Finding, SegmentDocument } from "@beckon/core";
import { type Static, Type } from "typebox";
import { Problem } from "./campaign.ts";
import { page, pageQuery } from "./paging.ts";
import { ProfileRef } from "./profile.ts";
import { route } from "./route.ts";
import { AnyObject, Id, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

/** The segment that the documentation shows. */
export const EXAMPLE_SEGMENT = {
  key: "lapsed-buyers",
  name: "Lapsed buyers",
  description: "Bought before, and not in the last 30 days.",
  condition: {
    kind: "all",
    conditions: [
      { kind: "did", event: "Order Completed" },
      { kind: "not", condition: { kind: "did", event: "Order Completed", within: "P30D" } },
    ],
  },
} as const;

export const SegmentDocumentBody = Type.Unsafe<SegmentDocument>({
  type: "object",
  additionalProperties: true,
  description: "A segment document; GET /api/definitions/schema has its JSON Schema.",
  examples: [EXAMPLE_SEGMENT],
});

const ConditionBody = Type.Unsafe<ConditionNode>({
  type: "object",
  additionalProperties: true,
  description: "A condition.",
  examples: [EXAMPLE_SEGMENT.condition],
});

/** Why a condition holds for somebody or not, part by part, with what was found. */
const FindingBody = Type.Unsafe<Finding>({ type: "object", additionalProperties: true, description: "What a condition found, part by part." });

export const SEGMENT_KINDS = ["live", "list"] as const;
export const SEGMENT_STATES = ["draft", "building", "live", "failed", "archived"] as const;

/** A version that is being filled from history. Until it is done the version before it stays live. */
const Building = Type.Object({
  version: Type.Integer(),
  percent: Type.Integer({ minimum: 0, maximum: 100 }),
  jobId: Type.String({ description: "The long work behind it; it can be cancelled." }),
});

const Size = Type.Object({
  people: Type.Integer(),
  exact: Type.Boolean({ description: "False where there are more than are counted for a list; then `people` is the least it can be." }),
});

export const SegmentListItem = Type.Object({
  id: Type.String(),
  key: Type.String(),
  name: Type.String(),
  description: Type.String(),
  kind: oneOf(SEGMENT_KINDS, "`live`: people come and go by a condition. `list`: they are put on it and taken off."),
  state: oneOf(SEGMENT_STATES, "`building`: being filled for the first time. A live segment that builds a newer version stays `live`."),
  version: Type.Integer({ description: "The version that is live; 0 before the first." }),
  hasDraft: Type.Boolean({ description: "True where the draft differs from the newest published version." }),
  summary: Type.String({ description: "The condition as a sentence." }),
  size: nullable(Size),
  building: nullable(Building),
  uses: nullable(Type.Integer({ description: "How many campaigns, segments and settings name it; null where `figures` was not asked for." })),
  entered: nullable(Type.Integer({ description: "Members who came in the last 7 days; null where `figures` was not asked for, or no version holds." })),
  buildError: nullable(Type.String({ description: "Why the last build did not come to its end, and what to mend." })),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type SegmentListItem = Static<typeof SegmentListItem>;

export const SegmentDetail = Type.Object({
  ...SegmentListItem.properties,
  document: Type.Unsafe<SegmentDocument>({ ...SegmentDocumentBody, description: "The draft where there is one, else the newest published document." }),
  live: nullable(SegmentDocumentBody),
  problems: Type.Array(Problem),
  actions: Type.Array(oneOf(["publish", "archive", "restore", "delete"] as const), {
    description: "What its state allows now. Whether it is in use, the deletion finds out.",
  }),
});
export type SegmentDetail = Static<typeof SegmentDetail>;

export const SegmentVersion = Type.Object({
  version: Type.Integer(),
  publishedAt: Timestamp,
  publishedBy: Type.String(),
  document: SegmentDocumentBody,
  summary: Type.String(),
});
export type SegmentVersion = Static<typeof SegmentVersion>;

export const SegmentMember = Type.Object({ profile: ProfileRef, since: Timestamp });
export type SegmentMember = Static<typeof SegmentMember>;

/** A figure that was not counted to the end: between `low` and `high` with 95 % confidence. All three are one number where it was. */
const Estimate = Type.Object({ people: Type.Integer(), low: Type.Integer(), high: Type.Integer(), exact: Type.Boolean() });

export const SegmentPreview = Type.Object({
  summary: Type.String(),
  problems: Type.Array(Problem, { description: "Where one is an error, nothing was counted." }),
  size: nullable(Estimate),
  everybody: Estimate,
  sample: Type.Array(Type.Object({ profile: ProfileRef, finding: FindingBody }), { description: "Some who would be members, with the reason." }),
});
export type SegmentPreview = Static<typeof SegmentPreview>;

export const SegmentOverlap = Type.Object({
  one: Type.Object({ id: Type.String(), name: Type.String(), people: Type.Integer() }),
  other: Type.Object({ id: Type.String(), name: Type.String(), people: Type.Integer() }),
  both: Type.Integer(),
});
export type SegmentOverlap = Static<typeof SegmentOverlap>;

export const SegmentUse = Type.Object({
  kind: oneOf(
    ["campaign", "journey", "segment", "workspace", "stages"] as const,
    "`workspace`: no marketing goes to its members. `stages`: the rules of the life-cycle stages.",
  ),
  id: Type.String(),
  key: Type.String(),
  name: Type.String(),
  state: Type.String({ description: "The campaign's or segment's state." }),
  isDraft: Type.Boolean({ description: "Only the draft names it." }),
});
export type SegmentUse = Static<typeof SegmentUse>;

/** Whether somebody is a member, why, since when, and until when if nothing happens. */
export const SegmentAnswer = Type.Object({
  member: Type.Boolean(),
  since: nullable(Type.String({ ...Timestamp, description: "Since when it is so; null where it was never otherwise." })),
  until: nullable(Type.String({ ...Timestamp, description: "When the answer may change by time alone; null: never." })),
  sentence: Type.String(),
  finding: nullable(FindingBody),
});
export type SegmentAnswer = Static<typeof SegmentAnswer>;

export const ProfileSegment = Type.Object({
  id: Type.String(),
  key: Type.String(),
  name: Type.String(),
  kind: oneOf(SEGMENT_KINDS),
  since: Timestamp,
  until: nullable(Type.String({ ...Timestamp, description: "When they leave by time alone, if nothing happens; null: time alone changes nothing." })),
});
export type ProfileSegment = Static<typeof ProfileSegment>;

/** Somebody by their profile or by one of their names. Exactly one of the four. */
const MemberRef = strict(
  {
    profileId: Type.Optional(Id),
    userId: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    email: Type.Optional(Type.String({ minLength: 3, maxLength: 254 })),
    anonymousId: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
  },
  { minProperties: 1 },
);
export type MemberRef = Static<typeof MemberRef>;

const LIST_CHANGE_MAX = 1_000;
const ListChange = strict({ members: Type.Array(MemberRef, { minItems: 1, maxItems: LIST_CHANGE_MAX }) });
const ListChanged = Type.Object({
  accepted: Type.Integer({ description: "People to whom it is told; who is on the list already is not told again." }),
  unknown: Type.Array(MemberRef, { description: "Those that nobody is known by." }),
});

const byId = strict({ id: Id });

export const segmentRoutes = {
  listSegments: route({
    method: "GET",
    path: "/api/segments",
    tag: "Segments",
    summary: "Segments and lists, last changed first",
    access: "segments:read",
    query: strict({
      search: Type.Optional(Type.String({ maxLength: 200 })),
      kind: Type.Optional(oneOf(SEGMENT_KINDS)),
      state: Type.Optional(oneOf(SEGMENT_STATES, "Left out: all but archived ones.")),
      sort: Type.Optional(oneOf(["changed", "name", "size"] as const)),
      figures: Type.Optional(Type.Boolean({ description: "Also count `uses` and `entered` of each." })),
      ...pageQuery,
    }),
    response: page(SegmentListItem),
  }),
  createSegment: route({
    method: "POST",
    path: "/api/segments",
    tag: "Segments",
    summary: "Make a segment (a draft) or a list",
    description: "A document without a condition and `kind: list` makes a list, which is live at once.",
    access: "segments:write",
    audit: { did: "made the segment {answer.name}", kind: "segment", id: "answer.id" },
    body: strict({ kind: Type.Optional(oneOf(SEGMENT_KINDS)), document: SegmentDocumentBody }),
    response: SegmentDetail,
    status: 201,
  }),
  previewSegment: route({
    method: "POST",
    path: "/api/segments/preview",
    tag: "Segments",
    summary: "Whom a condition holds for now, without saving it",
    description: "Looks at as many people as a moment allows; `low` and `high` say how sure the size is.",
    access: "segments:read",
    audit: { none: "Only reckons; nothing is changed." },
    body: strict({ condition: ConditionBody, key: Type.Optional(Type.String({ maxLength: 100, description: "Of the segment that is being edited." })) }),
    response: SegmentPreview,
  }),
  checkSegment: route({
    method: "POST",
    path: "/api/segments/check",
    tag: "Segments",
    summary: "Problems of a document, without saving it",
    access: "segments:read",
    audit: { none: "A check changes nothing." },
    body: strict({ document: AnyObject }),
    response: Type.Object({ problems: Type.Array(Problem), publishable: Type.Boolean(), summary: nullable(Type.String()) }),
  }),
  getSegment: route({
    method: "GET",
    path: "/api/segments/:id",
    tag: "Segments",
    summary: "One segment",
    access: "segments:read",
    params: byId,
    response: SegmentDetail,
  }),
  saveSegment: route({
    method: "PUT",
    path: "/api/segments/:id",
    tag: "Segments",
    summary: "Save the draft of a segment, or the name and description of a list",
    description:
      "What is live stays as it is until the draft is published. `basedOn` (the `updatedAt` you read) refuses the save where somebody else was faster.",
    access: "segments:write",
    audit: { did: "saved the draft of the segment {answer.name}", kind: "segment" },
    params: byId,
    body: strict({ document: SegmentDocumentBody, basedOn: Type.Optional(Timestamp) }),
    response: SegmentDetail,
  }),
  publishSegment: route({
    method: "POST",
    path: "/api/segments/:id/publish",
    tag: "Segments",
    summary: "Publish the draft as a new version",
    description:
      "It is filled from history first; `building` says how far it is. Until then the version before it stays live. Segments that name this one are filled anew with it.",
    access: "segments:publish",
    audit: { did: "published the segment {answer.name}", kind: "segment" },
    params: byId,
    response: SegmentDetail,
  }),
  deleteSegment: route({
    method: "DELETE",
    path: "/api/segments/:id",
    tag: "Segments",
    summary: "Delete a segment that nothing uses",
    access: "segments:write",
    audit: { did: "deleted the segment {subject}", kind: "segment" },
    params: byId,
    status: 204,
  }),
  archiveSegment: route({
    method: "POST",
    path: "/api/segments/:id/archive",
    tag: "Segments",
    summary: "Put a segment away that nothing uses",
    description: "It is left out of lists and holds nobody any more; its versions stay. A list keeps its people.",
    access: "segments:write",
    audit: { did: "archived the segment {answer.name}", kind: "segment" },
    params: byId,
    response: SegmentDetail,
  }),
  restoreSegment: route({
    method: "POST",
    path: "/api/segments/:id/restore",
    tag: "Segments",
    summary: "Take an archived segment out again",
    description: "What was live is filled anew from history. Where that is not possible any more, it comes back as a draft with what is to be mended.",
    access: "segments:publish",
    audit: { did: "took the segment {answer.name} out of the archive", kind: "segment" },
    params: byId,
    response: SegmentDetail,
  }),
  listSegmentVersions: route({
    method: "GET",
    path: "/api/segments/:id/versions",
    tag: "Segments",
    summary: "Published versions, newest first",
    access: "segments:read",
    params: byId,
    response: Type.Object({ items: Type.Array(SegmentVersion) }),
  }),
  listSegmentMembers: route({
    method: "GET",
    path: "/api/segments/:id/members",
    tag: "Segments",
    summary: "Members, who came last first",
    access: "segments:read",
    params: byId,
    query: strict({ search: Type.Optional(Type.String({ maxLength: 200, description: "Words of their names, or how an identifier begins." })), ...pageQuery }),
    response: page(SegmentMember),
  }),
  addListMembers: route({
    method: "POST",
    path: "/api/segments/:id/members",
    tag: "Segments",
    summary: "Put people on a list",
    description: "Who is on it stays on it. People must be known; whoever is not is named in `unknown`.",
    access: "segments:write",
    audit: { did: "put people on the list {subject}", kind: "segment", withoutBody: true },
    params: byId,
    body: ListChange,
    response: ListChanged,
    status: 202,
  }),
  removeListMembers: route({
    method: "POST",
    path: "/api/segments/:id/members/remove",
    tag: "Segments",
    summary: "Take people off a list",
    access: "segments:write",
    audit: { did: "took people off the list {subject}", kind: "segment", withoutBody: true },
    params: byId,
    body: ListChange,
    response: ListChanged,
    status: 202,
  }),
  getSegmentOverlap: route({
    method: "GET",
    path: "/api/segments/:id/overlap",
    tag: "Segments",
    summary: "How many members two segments share",
    access: "segments:read",
    params: byId,
    query: strict({ with: Id }),
    response: SegmentOverlap,
  }),
  listSegmentUses: route({
    method: "GET",
    path: "/api/segments/:id/uses",
    tag: "Segments",
    summary: "Campaigns and segments that name this one",
    access: "segments:read",
    params: byId,
    response: Type.Object({ items: Type.Array(SegmentUse) }),
  }),
  explainSegmentMember: route({
    method: "GET",
    path: "/api/segments/:id/people/:profileId",
    tag: "Segments",
    summary: "Why somebody is a member or not, since when, and until when",
    access: "segments:read",
    params: strict({ id: Id, profileId: Id }),
    response: SegmentAnswer,
  }),
  listProfileSegments: route({
    method: "GET",
    path: "/api/profiles/:id/segments",
    tag: "Profiles",
    summary: "Segments and lists that somebody is a member of",
    access: "profiles:read",
    params: byId,
    response: Type.Object({ items: Type.Array(ProfileSegment) }),
  }),
};
