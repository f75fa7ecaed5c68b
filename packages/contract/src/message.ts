import type { SendState } from "@beckon/core";
import { type Static, Type } from "typebox";
import { CampaignDocumentBody, Problem } from "./campaign.ts";
import { Answer, MessageContent } from "./messageContent.ts";
import { page, pageQuery } from "./paging.ts";
import { ProfileRef } from "./profile.ts";
import { route } from "./route.ts";
import { AnyObject, Email, Id, nullable, oneOf, strict, Timestamp } from "./scalars.ts";

export const SEND_STATES = ["ready", "sending", "sent", "failed", "skipped", "would_have_been_sent", "unknown"] as const satisfies readonly SendState[];
export const SendStateWord = oneOf(SEND_STATES);

export const MessageListItem = Type.Object({
  id: Type.String({ description: "Id of the send." }),
  profile: ProfileRef,
  campaign: nullable(Type.Object({ id: Type.String(), key: Type.String(), name: Type.String() })),
  version: Type.Integer(),
  channel: Type.String(),
  address: Type.String(),
  subject: nullable(Type.String({ description: "Of a mail; `POST https://...` of a webhook. Null until it is rendered." })),
  state: SendStateWord,
  reason: nullable(Type.String()),
  sentence: nullable(Type.String({ description: "Why it was not sent, where it was not." })),
  holdout: Type.Boolean(),
  createdAt: Timestamp,
  sentAt: nullable(Timestamp),
  deliveredAt: nullable(Timestamp),
  openedAt: nullable(Timestamp),
  clickedAt: nullable(Timestamp),
  bouncedAt: nullable(Timestamp),
  complainedAt: nullable(Timestamp),
  unsubscribedAt: nullable(Timestamp),
});
export type MessageListItem = Static<typeof MessageListItem>;

/** One rung of what happened to a message. `at` is null for a rung that it has not reached. */
export const LadderRung = Type.Object({
  state: oneOf([
    "decided",
    "sending",
    "sent",
    "would_have_been_sent",
    "delivered",
    "opened",
    "clicked",
    "unsubscribed",
    "bounced",
    "complained",
    "skipped",
    "failed",
    "unknown",
  ] as const),
  at: nullable(Timestamp),
  detail: nullable(Type.String()),
});
export type LadderRung = Static<typeof LadderRung>;

export const MessageDetail = Type.Object({
  ...MessageListItem.properties,
  ladder: Type.Array(LadderRung),
  enrollmentId: Type.String(),
  lane: oneOf(["transactional", "triggered", "broadcast"] as const),
  priority: Type.Integer(),
  topic: nullable(Type.String()),
  tags: Type.Array(Type.String()),
  attempts: Type.Integer(),
  nextAttemptAt: nullable(Timestamp),
  providerId: nullable(Type.String()),
  facts: AnyObject,
  answers: Type.Array(
    Type.Object(
      { ...Answer.properties, attempt: Type.Integer(), at: Timestamp, result: Type.String(), detail: Type.String() },
      { title: "Answer to an attempt" },
    ),
    { description: "What was answered to each attempt, oldest first; for channels that keep it." },
  ),
  content: nullable(MessageContent),
  renderedAt: nullable(Timestamp),
});
export type MessageDetail = Static<typeof MessageDetail>;

/** Which message, as whom, about what. Either `document` or `campaignId` (its draft, else its launched version). */
export const PreviewRequest = strict({
  document: Type.Optional(CampaignDocumentBody),
  campaignId: Type.Optional(Id),
  profileId: Type.Optional(Id),
  eventId: Type.Optional(Id),
  event: Type.Optional(strict({ name: Type.String({ minLength: 1, maxLength: 200 }), properties: AnyObject })),
  locale: Type.Optional(Type.String({ maxLength: 35 })),
});
export type PreviewRequest = Static<typeof PreviewRequest>;

export const Preview = Type.Object({
  content: MessageContent,
  to: nullable(Type.String()),
  aborted: nullable(Type.String({ description: "Reason given by `abort_message`, or null." })),
  missing: Type.Array(Type.String(), { description: "Variables without a value and without a default." }),
  problems: Type.Array(Problem),
  profile: nullable(ProfileRef),
  event: nullable(Type.Object({ id: nullable(Type.String()), name: Type.String(), properties: AnyObject })),
});
export type Preview = Static<typeof Preview>;

export const messageRoutes = {
  listMessages: route({
    method: "GET",
    path: "/api/messages",
    tag: "Messages",
    summary: "Messages, newest first",
    access: "messages:read",
    query: strict({ state: Type.Optional(SendStateWord), campaignId: Type.Optional(Id), profileId: Type.Optional(Id), ...pageQuery }),
    response: page(MessageListItem),
  }),
  getMessage: route({
    method: "GET",
    path: "/api/messages/:sendId",
    tag: "Messages",
    summary: "One message as it looked, with its states",
    access: "messages:read",
    params: strict({ sendId: Id }),
    response: MessageDetail,
  }),
  previewMessage: route({
    method: "POST",
    path: "/api/messages/preview",
    tag: "Messages",
    summary: "A campaign's message as one person would get it",
    description:
      "Without `profileId` whoever did last what the trigger asks for; without `eventId` or `event` the profile's newest event that fits the trigger.",
    access: "campaigns:read",
    audit: { none: "A preview changes nothing." },
    body: PreviewRequest,
    response: Preview,
  }),
  testSend: route({
    method: "POST",
    path: "/api/messages/test-send",
    tag: "Messages",
    summary: "Send a preview",
    description:
      "It is marked as a test (the subject of a mail, the header `Beckon-Test` of a webhook); nothing is recorded on the profile; links lead to their real targets. A mail needs `to`.",
    access: "messages:test",
    audit: { did: "sent a test message to {answer.to}", kind: "message", withoutBody: true },
    body: strict({ ...PreviewRequest.properties, to: Type.Optional(Email) }),
    response: Type.Object({ ok: Type.Boolean(), to: Type.String(), detail: Type.String(), answer: nullable(Answer) }),
  }),
};
