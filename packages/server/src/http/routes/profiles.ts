import { type DecisionItem, type ProfileDetail, routes, TIMELINE_KINDS, type TimelineItem, type Why } from "@beckon/contract";
import { type ConsentChange, formatInstant, INTERNAL, parseInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { explainWhy, type WhyAnswer } from "../../engine/explain.ts";
import { sentenceOf, titleOf } from "../../engine/explainWords.ts";
import { type FirstContact, firstContactOf } from "../../engine/firstContact.ts";
import { type ProfileView, personIds, readTimeline, type TimelineKind, viewProfile } from "../../engine/profileReader.ts";
import { newId } from "../../ids.ts";
import { type CampaignName, campaignNames, type DecisionRow, decisionsOfPerson, type HistoryPlace, OUTCOME_RANK } from "../../store/timeline.ts";
import { readWorkspace } from "../../store/workspaces.ts";
import type { HttpDeps } from "../deps.ts";
import { ApiError } from "../errors.ts";
import { instantOrNull } from "../instants.ts";
import { type PageRequest, pageOf, pageRequest } from "../paging.ts";
import { serve } from "../serve.ts";
import { presentLine } from "./profilesTimeline.ts";

export async function profileRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { db, clock } = deps;
  serve(app, deps, routes.getProfile, async ({ principal, params }) => {
    const view = await viewProfile(db, principal.workspaceId, params.id);
    return presentView(view, await firstContactOf(db, principal.workspaceId, params.id));
  });
  serve(app, deps, routes.getTimeline, async ({ principal, params, query }) => {
    const page = pageRequest(query, ["number", "number", "uuid"]);
    const before = placeOf(page) ?? placeBefore(query?.until);
    const { lines, campaigns, timeZone } = await readTimeline(db, principal.workspaceId, params.id, kindsOf(query?.kinds), before, page.limit + 1);
    return pageOf(
      lines,
      page,
      (line) => [line.at, line.rank, line.id],
      (line): TimelineItem => presentLine(line, campaigns, timeZone),
    );
  });
  serve(app, deps, routes.getDecisions, async ({ principal, params, query }) => {
    const page = pageRequest(query, ["number", "number", "uuid"]);
    const before = placeOf(page);
    const ids = await personIds(db, principal.workspaceId, params.id);
    const rows = await decisionsOfPerson(db, ids, { campaignId: query?.campaignId, before, limit: page.limit + 1 });
    const campaigns = await campaignNames(db, [...new Set(rows.map((row) => row.campaignId))]);
    const timeZone = (await readWorkspace(db, principal.workspaceId))?.settings.timeZone ?? "UTC";
    return pageOf(
      rows,
      page,
      (row) => [row.at, OUTCOME_RANK[row.outcome], row.id],
      (row) => presentDecision(row, campaigns, timeZone),
    );
  });
  serve(app, deps, routes.getWhy, async ({ principal, params, query }) => {
    if (!query?.campaignId) throw new ApiError("validation_failed", { problem: "query.campaignId is missing." }, "query.campaignId");
    return presentWhy(await explainWhy(db, clock, principal.workspaceId, params.id, query.campaignId));
  });
  serve(app, deps, routes.changeConsent, async ({ principal, params, body }) => {
    const { profile, mergedInto } = await viewProfile(db, principal.workspaceId, params.id);
    await refuseUnknownTopics(deps, principal.workspaceId, Object.keys(body.topics ?? {}));
    const now = clock.now();
    const { pauseUntil, ...said } = body;
    const consent: ConsentChange = {
      ...said,
      ...(pauseUntil === undefined ? {} : { pauseUntil: pauseUntil === null ? null : parseInstant(pauseUntil) }),
      by: principal.user ? "app" : "api",
    };
    const [acceptance] = await deps.ingest.accept([
      {
        workspaceId: principal.workspaceId,
        source: "beckon",
        messageId: newId(now),
        kind: "internal",
        name: INTERNAL.consentChanged,
        properties: {
          by: principal.name,
          ...(body.channels ? { channels: { ...body.channels } } : {}),
          ...(body.topics ? { topics: { ...body.topics } } : {}),
          ...(pauseUntil === undefined ? {} : { paused_until: pauseUntil }),
        },
        consent,
        identifiers: [],
        profileId: mergedInto ?? profile.id,
        at: now,
        context: {},
      },
    ]);
    if (acceptance?.status !== "accepted")
      throw new ApiError("event_invalid", { problem: acceptance?.status === "rejected" ? acceptance.message : "The change was not taken." });
    return { eventId: acceptance.id };
  });
}

/** The first place of a page that begins at a date. */
function placeBefore(until: string | undefined): HistoryPlace | null {
  const at = until === undefined ? null : parseInstant(until);
  return at === null ? null : { at, rank: 0, id: "00000000-0000-0000-0000-000000000000" };
}

function placeOf({ after }: PageRequest): HistoryPlace | null {
  return after && { at: after[0] as number, rank: after[1] as number, id: after[2] as string };
}

async function refuseUnknownTopics(deps: HttpDeps, workspaceId: number, topics: readonly string[]): Promise<void> {
  const known = (await readWorkspace(deps.db, workspaceId))?.settings.topics.map((topic) => topic.key) ?? [];
  const unknown = topics.find((topic) => !known.includes(topic));
  if (unknown !== undefined) throw new ApiError("topic_unknown", { topic: unknown, topics: known.join(", ") || "none" }, `body.topics.${unknown}`);
}

function kindsOf(text: string | undefined): Set<TimelineKind> {
  if (text === undefined || text === "") return new Set(TIMELINE_KINDS);
  const asked = text.split(",").map((kind) => kind.trim());
  const unknown = asked.find((kind) => !(TIMELINE_KINDS as readonly string[]).includes(kind));
  if (unknown !== undefined)
    throw new ApiError("validation_failed", { problem: `query.kinds names “${unknown}”; known are ${TIMELINE_KINDS.join(", ")}.` }, "query.kinds");
  return new Set(asked as TimelineKind[]);
}

function presentView({ profile, name, email, identifiers, timeZone, mergedFrom, mergedInto }: ProfileView, firstContact: FirstContact | null): ProfileDetail {
  const { session } = profile;
  return {
    id: profile.id,
    name,
    email,
    timeZone,
    mergedInto,
    identifiers: identifiers.map(({ kind, value, createdAt }) => ({ kind, value, createdAt: formatInstant(createdAt) })),
    attributes: profile.attributes,
    consent: profile.consent,
    pausedUntil: instantOrNull(profile.pausedUntil),
    suppressions: Object.entries(profile.suppressed).map(([channel, { address, reason, at }]) => ({ channel, address, reason, at: formatInstant(at) })),
    session: session && { id: session.id, startedAt: formatInstant(session.startedAt), lastAt: formatInstant(session.lastAt) },
    country: profile.lastCountry,
    mergedFrom: mergedFrom.map((merge) => ({
      mergeId: merge.id,
      profileId: merge.merged,
      at: formatInstant(merge.at),
      by: merge.by,
      undoneAt: instantOrNull(merge.undoneAt),
    })),
    createdAt: formatInstant(profile.createdAt),
    firstSeenAt: instantOrNull(profile.firstSeenAt),
    firstContact: firstContact && { ...firstContact, at: formatInstant(firstContact.at) },
    lastSeenAt: instantOrNull(profile.lastSeenAt),
  };
}

/** A line of the log with its words. */
function presentDecision(row: DecisionRow, campaigns: ReadonlyMap<string, CampaignName>, timeZone: string): DecisionItem {
  return {
    id: row.id,
    campaign: campaigns.get(row.campaignId) ?? { id: row.campaignId, key: "", name: "A deleted campaign" },
    version: row.version,
    enrollmentId: row.enrollmentId,
    eventId: row.eventId,
    at: formatInstant(row.at),
    outcome: row.outcome,
    reason: row.reason,
    title: titleOf(row),
    sentence: sentenceOf(row, timeZone),
    facts: row.facts,
  };
}

function presentWhy(why: WhyAnswer): Why {
  const document = why.campaign.draft ?? why.campaign.launched;
  const name: CampaignName = { id: why.campaign.id, key: why.campaign.key, name: document?.name ?? why.campaign.key };
  const campaigns = new Map([[name.id, name]]);
  return {
    verdict: why.verdict,
    state: why.state,
    campaign: { ...name, status: why.campaign.status },
    sendId: why.sendId,
    steps: why.steps.map((step) => presentDecision(step, campaigns, why.timeZone)),
    now: { ...why.now, findings: [...why.now.findings] },
  };
}
