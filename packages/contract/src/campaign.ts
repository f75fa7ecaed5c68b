import type { CampaignDocument, Reason } from "@beckon/core";
import { type Static, Type } from "typebox";
import { page, pageQuery } from "./paging.ts";
import { ProfileRef } from "./profile.ts";
import { route } from "./route.ts";
import { AnyJson, AnyObject, Id, mapOf, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

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
  actions: Type.Array(oneOf(["launch", "pause", "resume", "stop", "archive", "delete", "duplicate"] as const), { description: "What its state allows now." }),
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

const Revenue = Type.Array(Type.Object({ currency: Type.String(), amount: Type.Integer({ description: "Minor units." }) }));

const Arm = Type.Object({ people: Type.Integer(), converted: Type.Integer(), revenue: Revenue });

/** What became of a campaign. Counts are of enrollments and sends, not of distinct people. */
export const CampaignReport = Type.Object({
  from: nullable(Timestamp),
  to: Timestamp,
  triggered: Type.Integer({ description: "Times the trigger came: entered and not entered." }),
  entered: Type.Integer(),
  notEntered: mapOf(Type.Integer()),
  waiting: Type.Integer(),
  held: mapOf(Type.Integer()),
  sending: Type.Integer(),
  skipped: mapOf(Type.Integer()),
  sent: Type.Integer(),
  wouldHaveBeenSent: Type.Integer(),
  delivered: Type.Integer(),
  opened: Type.Integer(),
  clicked: Type.Integer(),
  unsubscribed: Type.Integer(),
  bounced: Type.Integer(),
  complained: Type.Integer(),
  failed: Type.Integer(),
  unknown: Type.Integer(),
  converted: Type.Integer(),
  revenue: Revenue,
  arms: Type.Object({ sent: Arm, holdout: Arm }, { description: "Those who were sent to beside those who were held out." }),
  daily: Type.Array(
    Type.Object({
      date: Type.String({ description: "In the workspace's zone." }),
      entered: Type.Integer(),
      sent: Type.Integer(),
      opened: Type.Integer(),
      clicked: Type.Integer(),
    }),
  ),
});
export type CampaignReport = Static<typeof CampaignReport>;

export const PEOPLE_OUTCOMES = [
  "not_entered",
  "waiting",
  "held",
  "sending",
  "skipped",
  "sent",
  "would_have_been_sent",
  "failed",
  "unknown",
  "opened",
  "clicked",
  "converted",
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

const byId = strict({ id: Id });

export const campaignRoutes = {
  listCampaigns: route({
    method: "GET",
    path: "/api/campaigns",
    tag: "Campaigns",
    summary: "Campaigns, last changed first",
    access: "campaigns:read",
    query: strict({ status: Type.Optional(CampaignStatusWord), search: Type.Optional(Type.String({ maxLength: 200 })), ...pageQuery }),
    response: page(CampaignListItem),
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
    description: "People inside an older version finish on it.",
    access: "campaigns:publish",
    audit: { did: "launched the campaign {answer.name}", kind: "campaign" },
    params: byId,
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
    query: strict({ from: Type.Optional(Timestamp) }),
    response: CampaignReport,
  }),
  listPeople: route({
    method: "GET",
    path: "/api/campaigns/:id/people",
    tag: "Campaigns",
    summary: "Who is where in it, newest first",
    access: "campaigns:read",
    params: byId,
    query: strict({ outcome: oneOf(PEOPLE_OUTCOMES), reason: Type.Optional(Type.String({ maxLength: 50 })), ...pageQuery }),
    response: page(CampaignPerson),
  }),
};
