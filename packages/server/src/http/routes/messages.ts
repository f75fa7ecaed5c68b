import { type LadderRung, type MessageDetail, type MessageListItem, routes } from "@beckon/contract";
import { explainReason, formatInstant, type JsonObject, type Lane, REASONS, type Reason, showMessage } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { localFacts } from "../../engine/explainWords.ts";
import { type NamedProfile, nameProfiles, personIds } from "../../engine/profileReader.ts";
import { type Answer, answersOf } from "../../store/answers.ts";
import { listSends, readKept, readSend, type SendRow } from "../../store/messageList.ts";
import { type CampaignName, campaignNames } from "../../store/timeline.ts";
import { readWorkspace } from "../../store/workspaces.ts";
import type { HttpDeps } from "../deps.ts";
import { ApiError } from "../errors.ts";
import { instantOrNull } from "../instants.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { presentContent, presentPreview } from "../presentPreview.ts";
import { serve } from "../serve.ts";

export async function messageRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { db, messageDesk } = deps;
  const zoneOf = async (workspaceId: number) => (await readWorkspace(db, workspaceId))?.settings.timeZone ?? "UTC";
  serve(app, deps, routes.listMessages, async ({ principal, query }) => {
    const page = pageRequest(query, ["uuid"]);
    const profileIds = query?.profileId === undefined ? undefined : await personIds(db, principal.workspaceId, query.profileId);
    const before = (page.after?.[0] as string | undefined) ?? null;
    const rows = await listSends(db, principal.workspaceId, { state: query?.state, campaignId: query?.campaignId, profileIds, before, limit: page.limit + 1 });
    const named = await nameProfiles(
      db,
      rows.map((row) => row.profileId),
    );
    const campaigns = await campaignNames(db, [...new Set(rows.map((row) => row.campaignId))]);
    const zone = await zoneOf(principal.workspaceId);
    return pageOf(
      rows,
      page,
      (row) => [row.id],
      (row) => presentItem(row, named(row.profileId), campaigns.get(row.campaignId), zone),
    );
  });
  serve(app, deps, routes.getMessage, async ({ principal, params }) => {
    const send = await readSend(db, principal.workspaceId, params.sendId);
    if (!send) throw new ApiError("not_found", { what: "message", id: params.sendId });
    const named = await nameProfiles(db, [send.profileId]);
    const campaigns = await campaignNames(db, [send.campaignId]);
    return {
      ...presentDetail(send, named(send.profileId), campaigns.get(send.campaignId), await zoneOf(principal.workspaceId)),
      ...presentKept(send.channel, await readKept(db, send.profileId, send.id)),
      answers: (await answersOf(db, send.profileId, send.id)).map(presentAnswer),
    };
  });
  serve(app, deps, routes.previewMessage, async ({ principal, body }) => {
    const { copy, written } = await messageDesk.preview(principal.workspaceId, body);
    return presentPreview(copy, written);
  });
  serve(app, deps, routes.testSend, async ({ principal, body: { to, ...request } }) => {
    const { answer, ...outcome } = await messageDesk.testSend(principal.workspaceId, request, to);
    return { ...outcome, answer: answer ? { ...answer, headers: { ...answer.headers } } : null };
  });
}

function presentItem(send: SendRow, profile: NamedProfile, campaign: CampaignName | undefined, zone: string): MessageListItem {
  return {
    id: send.id,
    profile,
    campaign: campaign ?? null,
    version: send.version,
    channel: send.channel,
    address: send.address,
    subject: send.subject,
    state: send.state,
    reason: send.reason,
    sentence: sentenceFor(send, zone),
    holdout: send.holdout,
    createdAt: formatInstant(send.createdAt),
    sentAt: instantOrNull(send.sentAt),
    deliveredAt: instantOrNull(send.deliveredAt),
    openedAt: instantOrNull(send.openedAt),
    clickedAt: instantOrNull(send.clickedAt),
    bouncedAt: instantOrNull(send.bouncedAt),
    complainedAt: instantOrNull(send.complainedAt),
    unsubscribedAt: instantOrNull(send.unsubscribedAt),
  };
}

/** Why it was not sent, where it was not. */
function sentenceFor({ reason, facts }: SendRow, zone: string): string | null {
  return reason !== null && reason in REASONS ? explainReason(reason as Reason, localFacts(facts ?? {}, zone)) : null;
}

const LANES: readonly Lane[] = ["transactional", "triggered", "broadcast"];

type Detail = Omit<MessageDetail, "content" | "renderedAt" | "answers">;

function presentDetail(send: SendRow, profile: NamedProfile, campaign: CampaignName | undefined, zone: string): Detail {
  return {
    ...presentItem(send, profile, campaign, zone),
    ladder: ladderOf(send, zone),
    enrollmentId: send.enrollmentId,
    lane: LANES[send.lane] ?? "triggered",
    priority: send.priority,
    topic: send.topic,
    tags: [...send.tags],
    attempts: send.attempts,
    nextAttemptAt: send.state === "ready" ? formatInstant(send.nextAttemptAt) : null,
    providerId: send.providerId,
    facts: send.facts ?? {},
  };
}

function presentKept(channel: string, kept: Awaited<ReturnType<typeof readKept>>): Pick<MessageDetail, "content" | "renderedAt"> {
  return { content: kept && presentContent(showMessage(channel, kept)), renderedAt: kept && formatInstant(kept.renderedAt) };
}

function presentAnswer({ at, headers, ...answer }: Answer): MessageDetail["answers"][number] {
  return { ...answer, at: formatInstant(at), headers: { ...headers } };
}

/** The way of the message: what it has passed with its times, and after a hand-over what may still come. */
function ladderOf(send: SendRow, zone: string): LadderRung[] {
  const rung = (state: LadderRung["state"], at: number | null, detail: string | null = null): LadderRung => ({ state, at: instantOrNull(at), detail });
  const why = sentenceFor(send, zone);
  const decided = rung("decided", send.createdAt, `To ${send.address}`);
  const sending = rung("sending", send.claimedAt, send.attempts > 1 ? `${send.attempts} attempts` : null);
  switch (send.state) {
    case "ready":
      return [
        decided,
        rung("sending", null, send.attempts > 0 ? `${send.attempts} attempts so far; the next is at ${formatInstant(send.nextAttemptAt)}` : null),
        rung("sent", null),
      ];
    case "sending":
      return [decided, sending, rung("sent", null)];
    case "skipped":
      return [decided, rung("skipped", send.claimedAt ?? send.createdAt, why)];
    case "failed":
      return [decided, sending, rung("failed", send.claimedAt, detailOf(send.facts) ?? why), ...cameBack(send, rung)];
    case "unknown":
      return [decided, sending, rung("unknown", send.claimedAt, why)];
    case "would_have_been_sent":
      return [decided, rung("would_have_been_sent", send.sentAt ?? send.claimedAt, "Held out to measure the effect.")];
    case "sent":
      return [
        decided,
        sending,
        rung("sent", send.sentAt, send.providerId),
        ...(send.deliveredAt === null ? [] : [rung("delivered", send.deliveredAt)]),
        rung("opened", send.openedAt),
        rung("clicked", send.clickedAt),
        ...cameBack(send, rung),
      ];
  }
}

/** What few messages see is on the ladder only where it came. */
function cameBack(send: SendRow, rung: (state: LadderRung["state"], at: number | null) => LadderRung): LadderRung[] {
  const rungs = [rung("unsubscribed", send.unsubscribedAt), rung("bounced", send.bouncedAt), rung("complained", send.complainedAt)];
  return rungs.filter((each) => each.at !== null);
}

function detailOf(facts: JsonObject | null): string | null {
  return typeof facts?.detail === "string" ? facts.detail : null;
}
