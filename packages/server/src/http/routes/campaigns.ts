import {
  type CampaignDetail,
  type CampaignListItem,
  type CampaignPerson,
  type CampaignReach,
  type CampaignReport,
  type CampaignTrial,
  routes,
} from "@beckon/contract";
import { describeCampaign, formatInstant, parseInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { countCampaigns, peopleOf, reportCampaign } from "../../engine/campaignReport.ts";
import { tryCampaign } from "../../engine/campaignTrial.ts";
import { documentOf } from "../../engine/courseDesk.ts";
import { readDocument } from "../../engine/documentCheck.ts";
import { sentenceOf } from "../../engine/explainWords.ts";
import { type NamedProfile, nameProfiles } from "../../engine/profileReader.ts";
import { estimateReach } from "../../engine/reachEstimate.ts";
import { type CampaignRow, campaignTags, courseChoice, readCampaign } from "../../store/campaigns.ts";
import { soughtProfiles } from "../../store/profileSearch.ts";
import type { PersonRow } from "../../store/reports.ts";
import type { HttpDeps } from "../deps.ts";
import { ApiError } from "../errors.ts";
import { instantOrNull } from "../instants.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { type Call, serve } from "../serve.ts";
import { listRequest, periodOf, presentCourse, presentRow, presentVersion, rulesOf, zoneOf } from "./courses.ts";

export async function campaignRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { campaignDesk: desk } = deps;
  const detail = async (campaign: CampaignRow): Promise<CampaignDetail> => {
    const document = documentOf(campaign);
    return { ...presentCourse(campaign, summaryOf(document)), problems: await desk.check(campaign.workspaceId, document) };
  };
  serve(app, deps, routes.listCampaigns, async ({ principal, query }) => {
    const { page, filter } = listRequest(query);
    const rows = await desk.list(principal.workspaceId, filter);
    const counts = await countCampaigns(
      deps.db,
      rows.map((row) => row.id),
    );
    return pageOf(
      rows,
      page,
      (row) => [row.sortKey, row.id],
      (row) => presentItem(row, counts.get(row.id)),
    );
  });
  serve(app, deps, routes.listCampaignNames, async ({ principal }) => ({ items: await courseChoice(deps.db, principal.workspaceId, "campaign") }));
  serve(app, deps, routes.listCampaignTags, async ({ principal }) => ({ items: await campaignTags(deps.db, principal.workspaceId) }));
  serve(app, deps, routes.createCampaign, async ({ principal, body }) => detail(await desk.create(principal.workspaceId, body.document)));
  serve(app, deps, routes.checkCampaign, async ({ principal, body }) => {
    const problems = await desk.check(principal.workspaceId, body.document);
    return { problems, launchable: problems.every((problem) => problem.severity !== "error"), summary: summaryOf(body.document as never) || null };
  });
  serve(app, deps, routes.estimateReach, (call) => reach(deps, call));
  serve(app, deps, routes.tryCampaign, (call) => trial(deps, call));
  serve(app, deps, routes.getCampaign, async ({ principal, params }) => detail(await desk.get(principal.workspaceId, params.id)));
  serve(app, deps, routes.saveCampaign, async ({ principal, params, body, audit }) => {
    const before = documentOf(await desk.get(principal.workspaceId, params.id));
    const saved = await desk.save(principal.workspaceId, params.id, body.document, body.basedOn === undefined ? null : parseInstant(body.basedOn));
    audit.changed(before, documentOf(saved));
    return detail(saved);
  });
  serve(app, deps, routes.deleteCampaign, async ({ principal, params, audit }) => {
    audit.named(documentOf(await desk.get(principal.workspaceId, params.id)).name);
    await desk.remove(principal.workspaceId, params.id);
    return undefined;
  });
  serve(app, deps, routes.launchCampaign, async ({ principal, params, query }) =>
    detail(await desk.launch(principal.workspaceId, params.id, principal.name, { inside: query?.inside })),
  );
  serve(app, deps, routes.pauseCampaign, async ({ principal, params }) => detail(await desk.pause(principal.workspaceId, params.id)));
  serve(app, deps, routes.resumeCampaign, async ({ principal, params }) => detail(await desk.resume(principal.workspaceId, params.id)));
  serve(app, deps, routes.stopCampaign, async ({ principal, params }) => detail(await desk.stop(principal.workspaceId, params.id)));
  serve(app, deps, routes.archiveCampaign, async ({ principal, params }) => detail(await desk.archive(principal.workspaceId, params.id)));
  serve(app, deps, routes.restoreCampaign, async ({ principal, params }) => detail(await desk.restore(principal.workspaceId, params.id)));
  serve(app, deps, routes.duplicateCampaign, async ({ principal, params }) => detail(await desk.duplicate(principal.workspaceId, params.id)));
  serve(app, deps, routes.listVersions, async ({ principal, params }) => ({
    items: (await desk.versions(principal.workspaceId, params.id)).map(presentVersion),
  }));
  serve(app, deps, routes.getReport, (call) => report(deps, call));
  serve(app, deps, routes.listPeople, (call) => people(deps, call));
}

async function report(deps: HttpDeps, { principal, params, query }: Call<typeof routes.getReport>): Promise<CampaignReport> {
  const campaign = await sendingCampaign(deps, principal.workspaceId, params.id);
  const counted = await reportCampaign(deps.db, deps.clock, campaign.id, periodOf(query), await zoneOf(deps, principal.workspaceId));
  // A list that only the report holds is a list that it may give away.
  return { ...counted, to: formatInstant(counted.to) } as CampaignReport;
}

/** A campaign, or the message of a journey's step: both have a report. */
async function sendingCampaign(deps: HttpDeps, workspaceId: number, id: string): Promise<CampaignRow> {
  const campaign = await readCampaign(deps.db, workspaceId, id);
  if (!campaign) throw new ApiError("not_found", { what: "campaign", id });
  return campaign;
}

const REACH_DAYS = 14;
/** Longer than this nobody waits for an estimate beside what they type. */
const REACH_MS = 1_500;

async function reach(deps: HttpDeps, { principal, body, reply }: Call<typeof routes.estimateReach>): Promise<CampaignReach> {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  const began = performance.now();
  const { from, to, ...counted } = await estimateReach(deps.db, {
    workspaceId: principal.workspaceId,
    document: readDocument(body.document),
    rules: await rulesOf(deps, principal.workspaceId),
    days: body.days ?? REACH_DAYS,
    now: deps.clock.now(),
    signal: gone.signal,
    outOfTime: () => performance.now() - began > REACH_MS,
  });
  return { ...counted, from: formatInstant(from), to: formatInstant(to), daily: [...counted.daily] };
}

async function trial(deps: HttpDeps, { principal, body }: Call<typeof routes.tryCampaign>): Promise<CampaignTrial> {
  const { event, clauses } = await tryCampaign(deps.db, {
    workspaceId: principal.workspaceId,
    document: readDocument(body.document),
    rules: await rulesOf(deps, principal.workspaceId),
    profileId: body.profileId,
    eventId: body.eventId ?? null,
    now: deps.clock.now(),
  });
  return {
    event: event && { id: event.id, name: event.name, at: formatInstant(event.at), properties: event.properties },
    clauses: [...clauses],
  };
}

async function people(deps: HttpDeps, { principal, params, query }: Call<typeof routes.listPeople>) {
  if (query === undefined) throw new ApiError("validation_failed", { problem: "query.outcome is missing." }, "query.outcome");
  const { outcome, reason = null, search } = query;
  const campaign = await sendingCampaign(deps, principal.workspaceId, params.id);
  const page = pageRequest(query, ["number", "uuid"]);
  const before = page.after ? { at: page.after[0] as number, id: page.after[1] as string } : null;
  const among = search?.trim() ? await soughtProfiles(deps.db, principal.workspaceId, search.trim()) : null;
  const zone = await zoneOf(deps, principal.workspaceId);
  const question = { ...periodOf(query), reason, among, before, limit: page.limit + 1 };
  const rows = await peopleOf(deps.db, campaign.id, outcome, question, zone);
  const named = await nameProfiles(
    deps.db,
    rows.map((row) => row.profileId),
  );
  return pageOf(
    rows,
    page,
    (row) => [row.at, row.id],
    (row) => presentPerson(row, outcome, named(row.profileId), zone),
  );
}

function presentPerson(row: PersonRow, outcome: CampaignPerson["outcome"], profile: NamedProfile, zone: string): CampaignPerson {
  return {
    profile,
    enrollmentId: row.enrollmentId,
    sendId: row.sendId,
    at: formatInstant(row.at),
    dueAt: instantOrNull(row.dueAt),
    outcome,
    reason: row.reason,
    sentence: personSentence(row, outcome, zone),
    facts: row.facts,
  };
}

/** Outcomes that are explained by the reason that stands beside them; the others speak for themselves. */
const EXPLAINED = { not_entered: "not_entered", held: "held", skipped: "skipped", failed: "failed", unknown: "unknown" } as const;

function explainedAs({ reason }: PersonRow, outcome: CampaignPerson["outcome"]): (typeof EXPLAINED)[keyof typeof EXPLAINED] | null {
  if (outcome === "triggered") return reason === null ? null : "not_entered";
  return outcome in EXPLAINED ? EXPLAINED[outcome as keyof typeof EXPLAINED] : null;
}

const PLAIN: { readonly [outcome in Exclude<CampaignPerson["outcome"], keyof typeof EXPLAINED>]: string } = {
  triggered: "Entered the campaign.",
  entered: "Entered the campaign.",
  waiting: "Waits for the message to be due.",
  sending: "The message is with the sender.",
  sent: "The message was handed over for delivery.",
  would_have_been_sent: "The message was written and not sent, because the person is held out.",
  delivered: "The message was delivered.",
  opened: "Opened the message.",
  machine_opened: "The mail program's proxy fetched the picture; whether a person looked, nobody knows.",
  clicked: "Clicked in the message.",
  unsubscribed: "Unsubscribed by the message.",
  bounced: "The message came back as undeliverable.",
  complained: "Reported the message as spam.",
  converted: "Reached the goal.",
  converted_holdout: "Reached the goal without the message.",
};

function personSentence(row: PersonRow, outcome: CampaignPerson["outcome"], zone: string): string {
  const explained = explainedAs(row, outcome);
  if (explained === null) return PLAIN[outcome as keyof typeof PLAIN];
  return sentenceOf({ outcome: explained, reason: row.reason, facts: { until: instantOrNull(row.dueAt), ...row.facts } }, zone);
}

function summaryOf(document: Parameters<typeof describeCampaign>[0]): string {
  return describeCampaign(document).join(" ");
}

function presentItem(row: CampaignRow, counts: CampaignListItem["counts"] | undefined): CampaignListItem {
  return {
    ...presentRow(row, summaryOf(documentOf(row))),
    counts: counts ?? { entered: 0, waiting: 0, sent: 0, delivered: 0, opened: 0, clicked: 0, converted: 0 },
  };
}
