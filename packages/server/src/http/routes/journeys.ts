import {
  type JourneyDetail,
  type JourneyListItem,
  type JourneyPerson,
  type JourneyProblem,
  type JourneyReport,
  type JourneySplit,
  routes,
} from "@beckon/contract";
import { describeJourney, formatInstant, type JourneyDocument, type Problem, parseInstant, stepOfProblem } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { documentOf } from "../../engine/courseDesk.ts";
import { sentenceOf } from "../../engine/explainWords.ts";
import { countJourneys, type JourneyPersonRow, type JourneyTotals, peopleOfJourney, reportJourney } from "../../engine/journeyReport.ts";
import { type NamedProfile, nameProfiles } from "../../engine/profileReader.ts";
import { nameWinner, type SplitView, splitsOf } from "../../engine/splitWinners.ts";
import { courseChoice, type JourneyRow } from "../../store/campaigns.ts";
import { soughtProfiles } from "../../store/profileSearch.ts";
import type { HttpDeps } from "../deps.ts";
import { ApiError } from "../errors.ts";
import { instantOrNull } from "../instants.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { type Call, serve } from "../serve.ts";
import { listRequest, periodOf, presentCourse, presentRow, presentVersion, zoneOf } from "./courses.ts";

export async function journeyRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { journeyDesk: desk } = deps;
  const detail = async (journey: JourneyRow): Promise<JourneyDetail> => {
    const document = documentOf(journey);
    return { ...presentCourse(journey, summaryOf(document)), problems: placed(await desk.check(journey.workspaceId, document), document) };
  };
  serve(app, deps, routes.listJourneys, async ({ principal, query }) => {
    const { page, filter } = listRequest(query);
    const rows = await desk.list(principal.workspaceId, filter);
    const counts = await countJourneys(
      deps.db,
      rows.map(({ id }) => id),
    );
    return pageOf(
      rows,
      page,
      (row) => [row.sortKey, row.id],
      (row) => presentItem(row, counts.get(row.id)),
    );
  });
  serve(app, deps, routes.listJourneyNames, async ({ principal }) => ({ items: await courseChoice(deps.db, principal.workspaceId, "journey") }));
  serve(app, deps, routes.createJourney, async ({ principal, body }) => detail(await desk.create(principal.workspaceId, body.document)));
  serve(app, deps, routes.checkJourney, async ({ principal, body }) => {
    const problems = await desk.check(principal.workspaceId, body.document);
    const document = body.document as unknown as JourneyDocument;
    const launchable = problems.every(({ severity }) => severity !== "error");
    return { problems: placed(problems, document), launchable, summary: summaryOf(document) || null };
  });
  serve(app, deps, routes.getJourney, async ({ principal, params }) => detail(await desk.get(principal.workspaceId, params.id)));
  serve(app, deps, routes.saveJourney, async ({ principal, params, body, audit }) => {
    const before = documentOf(await desk.get(principal.workspaceId, params.id));
    const saved = await desk.save(principal.workspaceId, params.id, body.document, body.basedOn === undefined ? null : parseInstant(body.basedOn));
    audit.changed(before, documentOf(saved));
    return detail(saved);
  });
  serve(app, deps, routes.deleteJourney, async ({ principal, params, audit }) => {
    audit.named(documentOf(await desk.get(principal.workspaceId, params.id)).name);
    await desk.remove(principal.workspaceId, params.id);
    return undefined;
  });
  serve(app, deps, routes.launchJourney, async ({ principal, params, body }) => {
    if (body.moves !== undefined && body.inside !== "move")
      throw new ApiError("validation_failed", { problem: "body.moves says where people go; it needs `inside: move`." }, "body.moves");
    return detail(await desk.launch(principal.workspaceId, params.id, principal.name, body));
  });
  serve(app, deps, routes.pauseJourney, async ({ principal, params }) => detail(await desk.pause(principal.workspaceId, params.id)));
  serve(app, deps, routes.resumeJourney, async ({ principal, params }) => detail(await desk.resume(principal.workspaceId, params.id)));
  serve(app, deps, routes.stopJourney, async ({ principal, params }) => detail(await desk.stop(principal.workspaceId, params.id)));
  serve(app, deps, routes.archiveJourney, async ({ principal, params }) => detail(await desk.archive(principal.workspaceId, params.id)));
  serve(app, deps, routes.restoreJourney, async ({ principal, params }) => detail(await desk.restore(principal.workspaceId, params.id)));
  serve(app, deps, routes.duplicateJourney, async ({ principal, params }) => detail(await desk.duplicate(principal.workspaceId, params.id)));
  serve(app, deps, routes.listJourneyVersions, async ({ principal, params }) => ({
    items: (await desk.versions(principal.workspaceId, params.id)).map((version) => ({ ...presentVersion(version), moves: version.moves })),
  }));
  const splits = async (workspaceId: number, id: string): Promise<{ items: JourneySplit[] }> => {
    const { launched } = await desk.get(workspaceId, id);
    const views = launched ? await splitsOf(deps.db, id, launched, deps.clock.now()) : [];
    return { items: views.map(presentSplit) };
  };
  serve(app, deps, routes.listJourneySplits, ({ principal, params }) => splits(principal.workspaceId, params.id));
  serve(app, deps, routes.chooseSplitWinner, async ({ principal, params, body }) => {
    const { workspaceId, name: by } = principal;
    await nameWinner(deps, { workspaceId, journeyId: params.id, step: params.step, share: body.share, by });
    return splits(workspaceId, params.id);
  });
  serve(app, deps, routes.getJourneyReport, (call) => report(deps, call));
  serve(app, deps, routes.listJourneyPeople, (call) => people(deps, call));
}

function presentSplit({ winner, ...view }: SplitView): JourneySplit {
  if (winner === null) return { ...view, shares: [...view.shares], winner };
  const { share, byHand, chosenBy, chosenAt, sentence } = winner;
  return { ...view, shares: [...view.shares], winner: { share, byHand, chosenBy, chosenAt: formatInstant(chosenAt), sentence } };
}

async function report(deps: HttpDeps, { principal, params, query }: Call<typeof routes.getJourneyReport>): Promise<JourneyReport> {
  const journey = await deps.journeyDesk.get(principal.workspaceId, params.id);
  const counted = await reportJourney(deps.db, deps.clock, journey, periodOf(query), await zoneOf(deps, principal.workspaceId));
  // A list that only the report holds is a list that it may give away.
  return { ...counted, to: formatInstant(counted.to) } as JourneyReport;
}

async function people(deps: HttpDeps, { principal, params, query }: Call<typeof routes.listJourneyPeople>) {
  if (query === undefined) throw new ApiError("validation_failed", { problem: "query.outcome is missing." }, "query.outcome");
  const { outcome, step = null, way = null, reason = null, search } = query;
  if (outcome === "stepped" && step === null)
    throw new ApiError("validation_failed", { problem: "query.step is missing: name the step that people left." }, "query.step");
  const journey = await deps.journeyDesk.get(principal.workspaceId, params.id);
  const page = pageRequest(query, ["number", "uuid"]);
  const before = page.after ? { at: page.after[0] as number, id: page.after[1] as string } : null;
  const among = search?.trim() ? await soughtProfiles(deps.db, principal.workspaceId, search.trim()) : null;
  const zone = await zoneOf(deps, principal.workspaceId);
  const question = { ...periodOf(query), step, way, reason, among, before, limit: page.limit + 1 };
  const rows = await peopleOfJourney(deps.db, journey.id, outcome, question, zone);
  const named = await nameProfiles(
    deps.db,
    rows.map((row) => row.profileId),
  );
  return pageOf(
    rows,
    page,
    (row) => [row.at, row.id],
    (row) => presentPerson(row, outcome, named(row.profileId), zone, journey),
  );
}

function presentPerson(row: JourneyPersonRow, outcome: JourneyPerson["outcome"], profile: NamedProfile, zone: string, journey: JourneyRow): JourneyPerson {
  const step = row.step ?? (typeof row.facts.step === "string" ? row.facts.step : null);
  return {
    profile,
    enrollmentId: row.enrollmentId,
    at: formatInstant(row.at),
    dueAt: instantOrNull(row.dueAt),
    outcome,
    reason: row.reason,
    step,
    since: instantOrNull(row.since ?? null),
    sentence: sentenceFor(row, outcome, zone, step === null ? null : nameOf(journey, step)),
    facts: row.facts,
  };
}

function nameOf(journey: JourneyRow, step: string): string {
  return documentOf(journey).steps.find(({ id }) => id === step)?.name ?? step;
}

/** Outcomes of the log that stand behind a word; the others are said here. */
const DECIDED = { not_entered: "not_entered", held: "held", stepped: "stepped", completed: "exited", left: "exited" } as const;

function sentenceFor(row: JourneyPersonRow, outcome: JourneyPerson["outcome"], zone: string, step: string | null): string {
  const until = instantOrNull(row.dueAt);
  if (outcome === "inside" && row.reason === null) return until === null ? `Stands at “${step}”.` : `Stands at “${step}” and goes on by then at the latest.`;
  if (outcome === "converted") return "Reached the goal.";
  if (outcome === "converted_holdout") return "Reached the goal without the messages.";
  if (outcome === "entered" || (outcome === "triggered" && row.reason === null)) return "Entered the journey.";
  const decided = outcome === "inside" ? "held" : outcome === "triggered" ? "not_entered" : DECIDED[outcome];
  return sentenceOf({ outcome: decided, reason: row.reason, facts: { until, ...row.facts } }, zone);
}

function summaryOf(document: JourneyDocument): string {
  return describeJourney(document).join(" ");
}

/** Each problem with the step at which it is to be shown; a document without its shape may have no list of steps. */
function placed(problems: readonly Problem[], document: Pick<JourneyDocument, "steps">): JourneyProblem[] {
  const steps = Array.isArray(document.steps) ? document.steps : [];
  return problems.map((problem): JourneyProblem => {
    const { id } = (stepOfProblem(problem, { steps }) ?? {}) as { id?: unknown };
    return { ...problem, step: typeof id === "string" ? id : null };
  });
}

const NOTHING: JourneyTotals = { entered: 0, inside: 0, completed: 0, left: 0, sent: 0, converted: 0 };

function presentItem(row: JourneyRow, counts: JourneyTotals = NOTHING): JourneyListItem {
  const document = documentOf(row);
  return { ...presentRow(row, summaryOf(document)), steps: document.steps.length, counts };
}
