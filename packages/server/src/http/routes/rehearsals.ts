import { type ComparedSide, type RehearsalDetail, type RehearsalItem, type RehearsalPopulation, type RehearsedPerson, routes } from "@beckon/contract";
import { formatInstant, type JsonObject } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { readDocument, readJourneyDocument } from "../../engine/documentCheck.ts";
import { type NamedProfile, nameProfiles } from "../../engine/profileReader.ts";
import { Refusal } from "../../engine/refusal.ts";
import { compareRehearsals, compareWithReal, type Side } from "../../engine/rehearsals/compareRehearsals.ts";
import { figuresOf } from "../../engine/rehearsals/rehearsalFigures.ts";
import { matchingProfiles } from "../../store/profileSearch.ts";
import { listRehearsalPeople, type Population, type RehearsalPerson, type RehearsalRow } from "../../store/rehearsals.ts";
import type { HttpDeps } from "../deps.ts";
import { ApiError } from "../errors.ts";
import { instantOrNull } from "../instants.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { type Call, serve } from "../serve.ts";

const FOUND_MAX = 2_000;

export async function rehearsalRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { rehearsalDesk: desk } = deps;
  serve(app, deps, routes.startRehearsal, async ({ principal, body }) => {
    const document = body.kind === "journey" ? readJourneyDocument(body.document) : readDocument(body.document);
    const population = populationOf(body.population);
    const { kind, from: fromDay, to: toDay } = body;
    return present(await desk.start({ workspaceId: principal.workspaceId, kind, document, fromDay, toDay, population, by: principal.name }));
  });
  serve(app, deps, routes.listRehearsals, async ({ principal, query }) => {
    const page = pageRequest(query, ["uuid"]);
    const before = (page.after?.[0] as string | undefined) ?? null;
    const rows = await desk.list(principal.workspaceId, { key: query?.key, before, limit: page.limit + 1 });
    return pageOf(rows, page, (row) => [row.id], presentItem);
  });
  serve(app, deps, routes.getRehearsal, async ({ principal, params }) => present(await desk.find(principal.workspaceId, params.id)));
  serve(app, deps, routes.cancelRehearsal, async ({ principal, params }) => present(await desk.cancel(principal.workspaceId, params.id)));
  serve(app, deps, routes.deleteRehearsal, async ({ principal, params, audit }) => {
    audit.named((await desk.remove(principal.workspaceId, params.id)).document.name);
    return undefined;
  });
  serve(app, deps, routes.listRehearsedPeople, (call) => people(deps, call));
  serve(app, deps, routes.compareRehearsal, async ({ principal, params, query }) => {
    const row = await desk.find(principal.workspaceId, params.id);
    const {
      first,
      second,
      people: compared,
      diff,
    } = query?.with === undefined
      ? await compareWithReal(deps.db, deps.clock, row)
      : await compareRehearsals(deps.db, row, await desk.find(principal.workspaceId, query.with));
    return { first: presentSide(first), second: presentSide(second), people: compared, diff: [...diff] } as never;
  });
}

/** The schema lets every field through with every kind; here each kind has its own. */
function populationOf({ kind, segment, size }: RehearsalPopulation = { kind: "everyone" }): Population {
  const missing = (field: string, what: string) =>
    new ApiError("validation_failed", { problem: `body.population.${field} is missing: ${what}` }, `body.population.${field}`);
  if (kind === "segment") {
    if (segment === undefined) throw missing("segment", "name the segment by its key.");
    return { kind, segment };
  }
  if (kind === "sample") {
    if (size === undefined) throw missing("size", "say of how many people.");
    return { kind, size };
  }
  return { kind };
}

async function people({ db, rehearsalDesk }: HttpDeps, { principal, params, query = {} }: Call<typeof routes.listRehearsedPeople>) {
  const row = await rehearsalDesk.find(principal.workspaceId, params.id);
  if (!row.result) throw new Refusal("rehearsal_not_done", { state: row.state });
  const page = pageRequest(query, ["number", "uuid"]);
  const after = page.after ? { firstAt: page.after[0] as number, profileId: page.after[1] as string } : null;
  const search = query.search?.trim() ?? "";
  const ids = search === "" ? null : await matchingProfiles(db, principal.workspaceId, search, FOUND_MAX);
  const rows = await listRehearsalPeople(db, row.id, { tag: query.what ?? null, weekly: query.weekly ?? null, ids, after, limit: page.limit + 1 });
  const named = await nameProfiles(
    db,
    rows.map(({ profileId }) => profileId),
  );
  return pageOf(
    rows,
    page,
    ({ firstAt, profileId }) => [firstAt, profileId],
    (person) => presentPerson(person, named(person.profileId)),
  );
}

function presentPerson({ firstAt, messages, mostInAWeek, path }: RehearsalPerson, profile: NamedProfile): RehearsedPerson {
  return { profile, firstAt: formatInstant(firstAt), messages, mostInAWeek, path: path.map((line) => ({ ...line, at: formatInstant(line.at) })) };
}

function presentItem(row: RehearsalRow): RehearsalItem {
  const isDone = row.state === "done";
  return {
    id: row.id,
    kind: row.kind,
    key: row.key,
    name: row.document.name,
    state: row.state,
    percent: isDone ? 100 : Math.min(99, Math.floor((100 * row.done) / Math.max(1, row.total ?? 1))),
    soFar: isDone ? null : (row.soFar as RehearsalItem["soFar"]),
    error: row.state === "failed" ? (row.error ?? "It did not come to its end; start another.") : null,
    from: row.fromDay,
    to: row.toDay,
    population: { ...row.population },
    startedBy: row.startedBy,
    createdAt: formatInstant(row.createdAt),
    finishedAt: instantOrNull(row.finishedAt),
    entered: row.result?.totals.entered ?? null,
    messages: row.result?.totals.messages ?? null,
  };
}

function present(row: RehearsalRow): RehearsalDetail {
  const figures = figuresOf(row);
  const result = figures && { ...figures, busiest: figures.busiest && { ...figures.busiest, at: formatInstant(figures.busiest.at) } };
  return { ...presentItem(row), timeZone: row.rules.timeZone, document: row.document as unknown as JsonObject, result: result as RehearsalDetail["result"] };
}

function presentSide({ createdAt, ...side }: Side): ComparedSide {
  return { ...side, createdAt: instantOrNull(createdAt), steps: [...side.steps], daily: [...side.daily] };
}
