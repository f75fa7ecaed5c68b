import { type CampaignDetail, type CampaignListItem, type CampaignPerson, type CampaignVersion, routes } from "@beckon/contract";
import { describeCampaign, diffDocuments, formatInstant, type Json, type Problem, parseInstant } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { actionsOf, documentOf, type VersionWithDiff } from "../../engine/campaignDesk.ts";
import { peopleOf, reportCampaign } from "../../engine/campaignReport.ts";
import { sentenceOf } from "../../engine/explainWords.ts";
import { type NamedProfile, nameProfiles } from "../../engine/profileReader.ts";
import { type CampaignCountsRow, type CampaignRow, countCampaigns } from "../../store/campaigns.ts";
import type { PersonRow } from "../../store/reports.ts";
import { readWorkspace } from "../../store/workspaces.ts";
import type { HttpDeps } from "../deps.ts";
import { ApiError } from "../errors.ts";
import { instantOrNull } from "../instants.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { type Call, serve } from "../serve.ts";

export async function campaignRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { campaignDesk: desk } = deps;
  const detail = async (campaign: CampaignRow) => presentCampaign(campaign, await desk.check(campaign.workspaceId, documentOf(campaign)));
  serve(app, deps, routes.listCampaigns, async ({ principal, query }) => {
    const page = pageRequest(query, ["number", "uuid"]);
    const after = page.after ? { updatedAt: page.after[0] as number, id: page.after[1] as string } : undefined;
    const rows = await desk.list(principal.workspaceId, { status: query?.status, search: query?.search, after, limit: page.limit + 1 });
    const counts = await countCampaigns(
      deps.db,
      rows.map((row) => row.id),
    );
    return pageOf(
      rows,
      page,
      (row) => [row.updatedAt, row.id],
      (row) => presentItem(row, counts.get(row.id)),
    );
  });
  serve(app, deps, routes.createCampaign, async ({ principal, body }) => detail(await desk.create(principal.workspaceId, body.document)));
  serve(app, deps, routes.checkCampaign, async ({ principal, body }) => {
    const problems = await desk.check(principal.workspaceId, body.document);
    return { problems, launchable: problems.every((problem) => problem.severity !== "error"), summary: summaryOf(body.document as never) || null };
  });
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
  serve(app, deps, routes.launchCampaign, async ({ principal, params }) => detail(await desk.launch(principal.workspaceId, params.id, principal.name)));
  serve(app, deps, routes.pauseCampaign, async ({ principal, params }) => detail(await desk.pause(principal.workspaceId, params.id)));
  serve(app, deps, routes.resumeCampaign, async ({ principal, params }) => detail(await desk.resume(principal.workspaceId, params.id)));
  serve(app, deps, routes.stopCampaign, async ({ principal, params }) => detail(await desk.stop(principal.workspaceId, params.id)));
  serve(app, deps, routes.archiveCampaign, async ({ principal, params }) => detail(await desk.archive(principal.workspaceId, params.id)));
  serve(app, deps, routes.duplicateCampaign, async ({ principal, params }) => detail(await desk.duplicate(principal.workspaceId, params.id)));
  serve(app, deps, routes.listVersions, async ({ principal, params }) => ({
    items: (await desk.versions(principal.workspaceId, params.id)).map(presentVersion),
  }));
  serve(app, deps, routes.getReport, (call) => report(deps, call));
  serve(app, deps, routes.listPeople, (call) => people(deps, call));
}

async function report(deps: HttpDeps, { principal, params, query }: Call<typeof routes.getReport>) {
  const campaign = await deps.campaignDesk.get(principal.workspaceId, params.id);
  const zone = (await readWorkspace(deps.db, principal.workspaceId))?.settings.timeZone ?? "UTC";
  const counted = await reportCampaign(deps.db, deps.clock, campaign.id, query?.from ? parseInstant(query.from) : null, zone);
  return {
    ...counted,
    from: instantOrNull(counted.from),
    to: formatInstant(counted.to),
    revenue: [...counted.revenue],
    daily: [...counted.daily],
    notEntered: counted.notEntered as { [reason: string]: number },
    held: counted.held as { [reason: string]: number },
    skipped: counted.skipped as { [reason: string]: number },
    arms: {
      sent: { ...counted.arms.sent, revenue: [...counted.arms.sent.revenue] },
      holdout: { ...counted.arms.holdout, revenue: [...counted.arms.holdout.revenue] },
    },
  };
}

async function people(deps: HttpDeps, { principal, params, query }: Call<typeof routes.listPeople>) {
  const { outcome, reason } = query ?? {};
  if (outcome === undefined) throw new ApiError("validation_failed", { problem: "query.outcome is missing." }, "query.outcome");
  const campaign = await deps.campaignDesk.get(principal.workspaceId, params.id);
  const page = pageRequest(query, ["number", "uuid"]);
  const before = page.after ? { at: page.after[0] as number, id: page.after[1] as string } : null;
  const rows = await peopleOf(deps.db, campaign.id, outcome, { reason, before, limit: page.limit + 1 });
  const zone = (await readWorkspace(deps.db, principal.workspaceId))?.settings.timeZone ?? "UTC";
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

const PLAIN: { readonly [outcome in Exclude<CampaignPerson["outcome"], keyof typeof EXPLAINED>]: string } = {
  waiting: "Waits for the message to be due.",
  sending: "The message is with the sender.",
  sent: "The message was handed over for delivery.",
  would_have_been_sent: "The message was written and not sent, because the person is held out.",
  opened: "Opened the message.",
  clicked: "Clicked in the message.",
  converted: "Reached the goal.",
};

function personSentence(row: PersonRow, outcome: CampaignPerson["outcome"], zone: string): string {
  if (outcome in PLAIN) return PLAIN[outcome as keyof typeof PLAIN];
  return sentenceOf(
    { outcome: EXPLAINED[outcome as keyof typeof EXPLAINED], reason: row.reason, facts: { until: instantOrNull(row.dueAt), ...row.facts } },
    zone,
  );
}

function summaryOf(document: Parameters<typeof describeCampaign>[0]): string {
  return describeCampaign(document).join(" ");
}

function presentItem(row: CampaignRow, counts: CampaignCountsRow | undefined): CampaignListItem {
  const document = documentOf(row);
  const { entered = 0, waiting = 0, sent = 0, opened = 0, clicked = 0, converted = 0 } = counts ?? {};
  return {
    id: row.id,
    key: row.key,
    name: document.name,
    status: row.status,
    version: row.version,
    hasDraft: row.draft !== null,
    summary: summaryOf(document),
    tags: [...(document.tags ?? [])],
    counts: { entered, waiting, sent, opened, clicked, converted },
    createdAt: formatInstant(row.createdAt),
    updatedAt: formatInstant(row.updatedAt),
    launchedAt: instantOrNull(row.launchedAt),
  };
}

function presentCampaign(row: CampaignRow, problems: readonly Problem[]): CampaignDetail {
  const document = documentOf(row);
  return {
    id: row.id,
    key: row.key,
    name: document.name,
    status: row.status,
    version: row.version,
    document,
    launched: row.launched,
    hasDraft: row.draft !== null,
    diff: row.draft && row.launched ? (diffDocuments(asJson(row.launched), asJson(row.draft)) as CampaignDetail["diff"]) : [],
    problems: [...problems],
    summary: summaryOf(document),
    actions: actionsOf(row),
    createdAt: formatInstant(row.createdAt),
    updatedAt: formatInstant(row.updatedAt),
    launchedAt: instantOrNull(row.launchedAt),
  };
}

function presentVersion(version: VersionWithDiff): CampaignVersion {
  return {
    version: version.version,
    publishedAt: formatInstant(version.publishedAt),
    publishedBy: version.publishedBy,
    document: version.document,
    diff: [...version.diff] as CampaignVersion["diff"],
    inside: version.inside,
  };
}

/** A document is JSON; its type only says more. */
function asJson(document: unknown): Json {
  return document as Json;
}
