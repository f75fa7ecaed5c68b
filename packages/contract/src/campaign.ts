import type { CampaignDocument, Reason } from "@beckon/core";
import { type Static, Type } from "typebox";
import { page, pageQuery } from "./paging.ts";
import { ProfileRef } from "./profile.ts";
import { route } from "./route.ts";
import { AnyJson, AnyObject, Day, Id, mapOf, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

export const CampaignStatusWord = oneOf(["draft", "live", "paused", "stopped", "archived"] as const);

/** The campaign that the documentation shows. */
export const EXAMPLE_CAMPAIGN = {
  key: "cart-over-100",
  name: "Cart over 100",
  trigger: { kind: "event", event: "Cart Left", where: { kind: "property", name: "total", op: "at_least", value: 100 } },
  delay: { kind: "for", duration: "PT30M" },
  unless: [{ event: "Order Completed", where: { kind: "property", name: "cart_id", op: "equals", value: { from: "entry", name: "cart_id" } } }],
  sendWindow: { from: "09:00", to: "21:00" },
  atMost: [{ max: 2, per: { calendar: "day" } }],
  message: {
    channel: "email",
    subject: 'You left something, {{ profile.first_name | default: "friend" }}',
    body: { format: "text", source: 'Your cart of {{ event.total | default: "things you like" }} is waiting.' },
  },
} as const;

/** A campaign document; its whole schema is at `GET /api/definitions/schema` (core's `campaignSchema`), against which the server checks it. */
export const CampaignDocumentBody = Type.Unsafe<CampaignDocument>({
  type: "object",
  additionalProperties: true,
  description: "A campaign document; GET /api/definitions/schema has its JSON Schema.",
  examples: [EXAMPLE_CAMPAIGN],
});

/** Something to mend in a document. Errors keep it from being launched, warnings do not. */
export const Problem = Type.Object({
  severity: oneOf(["error", "warning"] as const),
  code: Type.String(),
  path: Type.String({ description: "Where in the document, for example `trigger.event`; empty for the whole." }),
  message: Type.String(),
  name: Type.Optional(Type.String({ description: "The name in the source that it is about: a variable, a filter." })),
  suggestions: Type.Optional(
    Type.Unsafe<readonly string[]>({ type: "array", items: { type: "string" }, description: "What may stand in its place, most likely first." }),
  ),
  block: Type.Optional(Type.String({ description: "The content block that it stands in, where it is not the document itself." })),
});
export type Problem = Static<typeof Problem>;

/** One place where two documents differ, in words: core's `Difference` on the wire. */
export const Difference = Type.Object({
  path: Type.String({ description: "`trigger.where.parts[1].value`" }),
  kind: oneOf(["added", "removed", "changed"] as const),
  before: Type.Optional(AnyJson),
  after: Type.Optional(AnyJson),
  sentence: Type.String({ description: "`priority changes from 50 to 80`" }),
  lines: Type.Optional(
    Type.Array(Type.Object({ sign: Type.String(), text: Type.String() }, { additionalProperties: true }), {
      description: "Line by line, for texts of several lines.",
    }),
  ),
});
export type Difference = Static<typeof Difference>;

export const CampaignCounts = Type.Object({
  entered: Type.Integer(),
  waiting: Type.Integer({ description: "Waiting or held." }),
  sent: Type.Integer(),
  delivered: Type.Integer(),
  opened: Type.Integer(),
  clicked: Type.Integer(),
  converted: Type.Integer(),
});
export type CampaignCounts = Static<typeof CampaignCounts>;

export const CampaignListItem = Type.Object({
  id: Type.String(),
  key: Type.String(),
  name: Type.String(),
  status: CampaignStatusWord,
  version: Type.Integer({ description: "Newest launched version; 0 before the first launch." }),
  hasDraft: Type.Boolean({ description: "True where the draft differs from the launched version." }),
  summary: Type.String({ description: "The campaign as a sentence." }),
  tags: Type.Array(Type.String()),
  counts: CampaignCounts,
  createdAt: Timestamp,
  updatedAt: Timestamp,
  launchedAt: nullable(Timestamp),
});
export type CampaignListItem = Static<typeof CampaignListItem>;

export const CampaignName = Type.Object({ id: Type.String(), key: Type.String(), name: Type.String() });
export type CampaignName = Static<typeof CampaignName>;

export const COURSE_ACTIONS = ["launch", "pause", "resume", "stop", "archive", "restore", "delete", "duplicate"] as const;

export const CampaignDetail = Type.Object({
  id: Type.String(),
  key: Type.String(),
  name: Type.String(),
  status: CampaignStatusWord,
  version: Type.Integer(),
  document: Type.Unsafe<CampaignDocument>({ ...CampaignDocumentBody, description: "The draft where there is one, else the launched document." }),
  launched: nullable(CampaignDocumentBody),
  hasDraft: Type.Boolean(),
  diff: Type.Array(Difference, { description: "What the draft changes against the launched document; empty without a draft or before the first launch." }),
  problems: Type.Array(Problem),
  summary: Type.String(),
  actions: Type.Array(oneOf(COURSE_ACTIONS), {
    description: "What its state allows now.",
  }),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  launchedAt: nullable(Timestamp),
});
export type CampaignDetail = Static<typeof CampaignDetail>;

export const CampaignVersion = Type.Object({
  version: Type.Integer(),
  publishedAt: Timestamp,
  publishedBy: Type.String(),
  document: CampaignDocumentBody,
  diff: Type.Array(Difference, { description: "Against the version before." }),
  inside: Type.Integer({ description: "People who are waiting or held in this version." }),
});
export type CampaignVersion = Static<typeof CampaignVersion>;

export const Revenue = Type.Array(Type.Object({ currency: Type.String(), amount: Type.Integer({ description: "Minor units." }) }));

export const Arm = Type.Object({ people: Type.Integer({ description: "Messages, sent or held back." }), converted: Type.Integer(), revenue: Revenue });

const Steps = { entered: Type.Integer(), sent: Type.Integer(), opened: Type.Integer(), clicked: Type.Integer(), converted: Type.Integer() };

/**
 * What became of a campaign. Counts are of enrollments and sends, not of distinct people. Entries and refusals count on their own
 * day; opens, clicks and goals on the day of their message, so that a share is of the same messages.
 */
export const CampaignReport = Type.Object({
  timeZone: Type.String({ description: "Whose days these are: the workspace's." }),
  to: Timestamp,
  triggered: Type.Integer({ description: "Times the trigger was met: entered and not entered." }),
  entered: Type.Integer(),
  notEntered: mapOf(Type.Integer()),
  waiting: Type.Integer({ description: "Right now, whatever the period; so are `held` and `sending`." }),
  held: mapOf(Type.Integer()),
  sending: Type.Integer(),
  skipped: mapOf(Type.Integer()),
  sent: Type.Integer(),
  wouldHaveBeenSent: Type.Integer({ description: "Held out." }),
  delivered: Type.Integer(),
  opened: Type.Integer({ description: "By people; who clicked has opened." }),
  machineOpened: Type.Integer({ description: "Messages whose picture was fetched by a mail program's proxy." }),
  clicked: Type.Integer(),
  unsubscribed: Type.Integer(),
  bounced: Type.Integer(),
  complained: Type.Integer(),
  failed: Type.Integer(),
  unknown: Type.Integer(),
  converted: Type.Integer({ description: "Among those who were sent to." }),
  revenue: Revenue,
  arms: Type.Object({ sent: Arm, holdout: Arm }, { description: "Those who were sent to beside those who were held out." }),
  daily: Type.Array(Type.Object({ date: Day, ...Steps })),
  versions: Type.Array(Type.Object({ version: Type.Integer(), ...Steps }), { description: "Newest first." }),
});
export type CampaignReport = Static<typeof CampaignReport>;

export const PEOPLE_OUTCOMES = [
  "triggered",
  "entered",
  "not_entered",
  "waiting",
  "held",
  "sending",
  "skipped",
  "sent",
  "would_have_been_sent",
  "failed",
  "unknown",
  "delivered",
  "opened",
  "machine_opened",
  "clicked",
  "unsubscribed",
  "bounced",
  "complained",
  "converted",
  "converted_holdout",
] as const;

export const CampaignPerson = Type.Object({
  profile: ProfileRef,
  enrollmentId: nullable(Type.String()),
  sendId: nullable(Type.String()),
  at: Timestamp,
  dueAt: nullable(Timestamp),
  outcome: oneOf(PEOPLE_OUTCOMES),
  reason: nullable(Type.Unsafe<Reason>({ type: "string" })),
  sentence: Type.String(),
  facts: AnyObject,
});
export type CampaignPerson = Static<typeof CampaignPerson>;

export const CampaignReach = Type.Object({
  from: Timestamp,
  to: Timestamp,
  isSample: Type.Boolean({ description: "Some people were looked at and stand for all: the figures are about so." }),
  peopleLookedAt: Type.Integer(),
  triggered: Type.Integer(),
  people: Type.Integer({ description: "Different people for whom the trigger was met." }),
  entered: Type.Integer(),
  notEntered: mapOf(Type.Integer()),
  notSent: mapOf(Type.Integer()),
  messages: Type.Integer(),
  recipients: Type.Integer(),
  heldOut: Type.Integer(),
  daily: Type.Array(Type.Object({ date: Day, triggered: Type.Integer(), messages: Type.Integer() })),
});
export type CampaignReach = Static<typeof CampaignReach>;

export const CampaignTrial = Type.Object({
  event: nullable(Type.Object({ id: Type.String(), name: Type.String(), at: Timestamp, properties: AnyObject })),
  clauses: Type.Array(
    Type.Object({
      part: oneOf(["when", "audience", "wait", "unless", "send"] as const),
      holds: nullable(Type.Boolean({ description: "Whether it lets the message through; null where it only puts it off, or cannot be said." })),
      sentence: Type.String(),
    }),
  ),
});
export type CampaignTrial = Static<typeof CampaignTrial>;

const byId = strict({ id: Id });

/** Days and version that a report is about. */
export const reportPeriod = {
  from: Type.Optional(Type.String({ ...Day, description: "First day, in the workspace's zone." })),
  to: Type.Optional(Type.String({ ...Day, description: "Last day, included." })),
  version: Type.Optional(Type.Integer({ minimum: 1 })),
};

export const campaignRoutes = {
  listCampaigns: route({
    method: "GET",
    path: "/api/campaigns",
    tag: "Campaigns",
    summary: "Campaigns, last changed first",
    description: "Archived ones only where `status` asks for them.",
    access: "campaigns:read",
    query: strict({
      status: Type.Optional(CampaignStatusWord),
      search: Type.Optional(Type.String({ maxLength: 200 })),
      tag: Type.Optional(Type.String({ maxLength: 100 })),
      sort: Type.Optional(oneOf(["changed", "name", "launched"] as const, "Last changed first, by name, or last launched first.")),
      ...pageQuery,
    }),
    response: page(CampaignListItem),
  }),
  listCampaignNames: route({
    method: "GET",
    path: "/api/campaigns/names",
    tag: "Campaigns",
    summary: "Names of all campaigns, for a choice",
    description: "In the order of their names, up to 5,000 of them. Archived ones are left out.",
    access: "campaigns:read",
    response: Type.Object({ items: Type.Array(CampaignName) }),
  }),
  listCampaignTags: route({
    method: "GET",
    path: "/api/campaigns/tags",
    tag: "Campaigns",
    summary: "Tags that campaigns bear",
    access: "campaigns:read",
    response: Type.Object({ items: Type.Array(Type.String()) }),
  }),
  createCampaign: route({
    method: "POST",
    path: "/api/campaigns",
    tag: "Campaigns",
    summary: "Make a campaign (a draft)",
    access: "campaigns:write",
    audit: { did: "made the campaign {answer.name}", kind: "campaign", id: "answer.id" },
    body: strict({ document: CampaignDocumentBody }),
    response: CampaignDetail,
    status: 201,
  }),
  checkCampaign: route({
    method: "POST",
    path: "/api/campaigns/check",
    tag: "Campaigns",
    summary: "Problems of a document, without saving it",
    access: "campaigns:read",
    audit: { none: "A check changes nothing." },
    body: strict({ document: AnyObject }),
    response: Type.Object({ problems: Type.Array(Problem), launchable: Type.Boolean(), summary: nullable(Type.String()) }),
  }),
  estimateReach: route({
    method: "POST",
    path: "/api/campaigns/reach",
    tag: "Campaigns",
    summary: "What a document would have done in the last days",
    description: "Replays stored events by the engine's own decision, without saving anything. Attributes and consent are those of today.",
    access: "campaigns:read",
    audit: { none: "Only reckons; nothing is changed." },
    body: strict({ document: AnyObject, days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, default: 14 })) }),
    response: CampaignReach,
  }),
  tryCampaign: route({
    method: "POST",
    path: "/api/campaigns/try",
    tag: "Campaigns",
    summary: "Try a document with a person and an event, clause by clause",
    access: "campaigns:read",
    audit: { none: "Only reckons; nothing is changed." },
    body: strict({ document: AnyObject, profileId: Id, eventId: Type.Optional(Id) }),
    response: CampaignTrial,
  }),
  getCampaign: route({
    method: "GET",
    path: "/api/campaigns/:id",
    tag: "Campaigns",
    summary: "One campaign",
    access: "campaigns:read",
    params: byId,
    response: CampaignDetail,
  }),
  saveCampaign: route({
    method: "PUT",
    path: "/api/campaigns/:id",
    tag: "Campaigns",
    summary: "Save the draft",
    description: "What is live stays as it is until the next launch. `basedOn` (the `updatedAt` you read) refuses the save where somebody else was faster.",
    access: "campaigns:write",
    audit: { did: "saved the draft of the campaign {answer.name}", kind: "campaign" },
    params: byId,
    body: strict({ document: CampaignDocumentBody, basedOn: Type.Optional(Timestamp) }),
    response: CampaignDetail,
  }),
  deleteCampaign: route({
    method: "DELETE",
    path: "/api/campaigns/:id",
    tag: "Campaigns",
    summary: "Delete a campaign that was never launched, or drop the draft of one that was",
    access: "campaigns:write",
    audit: { did: "deleted the campaign {subject} or its draft", kind: "campaign" },
    params: byId,
    status: 204,
  }),
  launchCampaign: route({
    method: "POST",
    path: "/api/campaigns/:id/launch",
    tag: "Campaigns",
    summary: "Launch the draft as a new version",
    access: "campaigns:publish",
    audit: { did: "launched the campaign {answer.name}", kind: "campaign" },
    params: byId,
    query: strict({
      inside: Type.Optional(
        oneOf(
          ["finish", "move", "exit"] as const,
          "What happens to the people who wait in older versions: they finish there (default), go on by the new one, or leave without the message.",
        ),
      ),
    }),
    response: CampaignDetail,
  }),
  pauseCampaign: route({
    method: "POST",
    path: "/api/campaigns/:id/pause",
    tag: "Campaigns",
    summary: "Pause: nobody enters, people inside are held",
    access: "campaigns:publish",
    audit: { did: "paused the campaign {answer.name}", kind: "campaign" },
    params: byId,
    response: CampaignDetail,
  }),
  resumeCampaign: route({
    method: "POST",
    path: "/api/campaigns/:id/resume",
    tag: "Campaigns",
    summary: "Resume a paused campaign",
    access: "campaigns:publish",
    audit: { did: "resumed the campaign {answer.name}", kind: "campaign" },
    params: byId,
    response: CampaignDetail,
  }),
  stopCampaign: route({
    method: "POST",
    path: "/api/campaigns/:id/stop",
    tag: "Campaigns",
    summary: "Stop: nobody enters, people inside leave",
    access: "campaigns:publish",
    audit: { did: "stopped the campaign {answer.name}", kind: "campaign" },
    params: byId,
    response: CampaignDetail,
  }),
  archiveCampaign: route({
    method: "POST",
    path: "/api/campaigns/:id/archive",
    tag: "Campaigns",
    summary: "Put away; what ran is stopped",
    access: "campaigns:publish",
    audit: { did: "archived the campaign {answer.name}", kind: "campaign" },
    params: byId,
    response: CampaignDetail,
  }),
  restoreCampaign: route({
    method: "POST",
    path: "/api/campaigns/:id/restore",
    tag: "Campaigns",
    summary: "Take an archived campaign out again, stopped as it is",
    access: "campaigns:publish",
    audit: { did: "took the campaign {answer.name} out of the archive", kind: "campaign" },
    params: byId,
    response: CampaignDetail,
  }),
  duplicateCampaign: route({
    method: "POST",
    path: "/api/campaigns/:id/duplicate",
    tag: "Campaigns",
    summary: "Copy as a new draft",
    access: "campaigns:write",
    audit: { did: "copied a campaign as {answer.name}", kind: "campaign", id: "answer.id" },
    params: byId,
    response: CampaignDetail,
    status: 201,
  }),
  listVersions: route({
    method: "GET",
    path: "/api/campaigns/:id/versions",
    tag: "Campaigns",
    summary: "Launched versions, newest first",
    access: "campaigns:read",
    params: byId,
    response: Type.Object({ items: Type.Array(CampaignVersion) }),
  }),
  getReport: route({
    method: "GET",
    path: "/api/campaigns/:id/report",
    tag: "Campaigns",
    summary: "What became of it, with the reasons of every no",
    access: "campaigns:read",
    params: byId,
    query: strict(reportPeriod),
    response: CampaignReport,
  }),
  listPeople: route({
    method: "GET",
    path: "/api/campaigns/:id/people",
    tag: "Campaigns",
    summary: "Who is behind a number of the report, newest first",
    access: "campaigns:read",
    params: byId,
    query: strict({
      outcome: oneOf(PEOPLE_OUTCOMES),
      reason: Type.Optional(Type.String({ maxLength: 50 })),
      search: Type.Optional(Type.String({ maxLength: 200, description: "Beginning of a name, a mail address or any identifier." })),
      ...reportPeriod,
      ...pageQuery,
    }),
    response: page(CampaignPerson),
  }),
};
