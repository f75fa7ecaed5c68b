import { type LifeCycle, routes, type StageBoard, type StageChange } from "@beckon/contract";
import { describeCondition, formatInstant, type Problem, parseInstant, STAGE_SETS, type StageDocument } from "@beckon/core";
import type { FastifyInstance } from "fastify";
import { nameProfiles } from "../../engine/profileReader.ts";
import { buildStateOf, documentOf, percentOf } from "../../engine/segmentDesk.ts";
import { instantsOfPeriod, readBoard, stagePeriod } from "../../engine/stageBoard.ts";
import { explainStage } from "../../engine/stageExplain.ts";
import { listMoved, stageChangesOf } from "../../store/stageChanges.ts";
import { type LifeCycleRow, listInStage } from "../../store/stages.ts";
import { readWorkspace } from "../../store/workspaces.ts";
import type { HttpDeps } from "../deps.ts";
import { ApiError } from "../errors.ts";
import { instantOrNull } from "../instants.ts";
import { pageOf, pageRequest } from "../paging.ts";
import { type Call, serve } from "../serve.ts";

export async function stageRoutes(app: FastifyInstance, deps: HttpDeps): Promise<void> {
  const { stageDesk: desk } = deps;
  const detail = async (workspaceId: number, row: LifeCycleRow | null) => present(row, row ? await desk.check(workspaceId, documentOf(row).stages) : []);
  serve(app, deps, routes.getStages, async ({ principal }) => detail(principal.workspaceId, await desk.get(principal.workspaceId)));
  serve(app, deps, routes.saveStages, async ({ principal, body, audit }) => {
    const before = await desk.get(principal.workspaceId);
    const saved = await desk.save(principal.workspaceId, body.stages, body.basedOn === undefined ? null : parseInstant(body.basedOn));
    audit.changed(before ? documentOf(before) : null, documentOf(saved));
    return detail(principal.workspaceId, saved);
  });
  serve(app, deps, routes.checkStages, async ({ principal, body }) => {
    const problems = await desk.check(principal.workspaceId, body.stages);
    return { problems, publishable: problems.every(({ severity }) => severity !== "error") };
  });
  serve(app, deps, routes.publishStages, async ({ principal }) => detail(principal.workspaceId, await desk.publish(principal.workspaceId, principal.name)));
  serve(app, deps, routes.deleteStages, async ({ principal }) => {
    await desk.remove(principal.workspaceId, principal.name);
    return undefined;
  });
  serve(app, deps, routes.listStageSets, async () => ({ items: STAGE_SETS.map((set) => ({ ...set })) }));
  serve(app, deps, routes.listStagesVersions, async ({ principal }) => ({
    items: (await desk.versions(principal.workspaceId)).map(({ version, publishedAt, publishedBy, document }) => ({
      version,
      publishedAt: formatInstant(publishedAt),
      publishedBy,
      stages: document.stages ?? [],
    })),
  }));
  serve(app, deps, routes.getStageBoard, (call) => board(deps, call));
  serve(app, deps, routes.listStageMembers, (call) => members(deps, call));
  serve(app, deps, routes.listStageMoves, (call) => moves(deps, call));
  serve(app, deps, routes.getProfileStages, (call) => historyOf(deps, call));
}

async function zoneOf({ db }: HttpDeps, workspaceId: number): Promise<string> {
  return (await readWorkspace(db, workspaceId))?.settings.timeZone ?? "UTC";
}

async function board(deps: HttpDeps, { principal, query = {} }: Call<typeof routes.getStageBoard>): Promise<StageBoard> {
  const { workspaceId } = principal;
  const { row, stages } = await deps.stageDesk.live(workspaceId);
  const period = stagePeriod(query, deps.clock, await zoneOf(deps, workspaceId));
  const figures = await readBoard(deps.db, { segmentId: row.id, version: row.version, workspaceId }, stages, period);
  return {
    version: row.version,
    ...period,
    people: figures.stages.reduce((all, { people }) => all + people, 0),
    stages: figures.stages.map(({ stage, ...counts }) => ({
      key: stage.key,
      name: stage.name,
      description: stage.description ?? "",
      enter: sentenceOf(stage.enter),
      stay: sentenceOf(stage.stay),
      ...counts,
    })),
    flows: [...figures.flows],
  };
}

function sentenceOf(rule: StageDocument["enter"]): string {
  return rule ? describeCondition(rule) : "";
}

async function members(deps: HttpDeps, { principal, query }: Call<typeof routes.listStageMembers>) {
  if (query === undefined) throw new ApiError("validation_failed", { problem: "query.stage is missing." }, "query.stage");
  const { row, stages } = await deps.stageDesk.live(principal.workspaceId);
  if (stages.every(({ key }) => key !== query.stage))
    throw new ApiError("stage_unknown", { stage: query.stage, stages: stages.map(({ key }) => key).join(", ") }, "query.stage");
  const page = pageRequest(query, ["number", "uuid"]);
  const after = page.after ? { since: page.after[0] as number, id: page.after[1] as string } : null;
  const rows = await listInStage(deps.db, { segmentId: row.id, version: row.version, stage: query.stage }, after, page.limit + 1);
  const named = await nameProfiles(
    deps.db,
    rows.map(({ profileId }) => profileId),
  );
  return pageOf(
    rows,
    page,
    ({ since, profileId }) => [since, profileId],
    ({ since, profileId }) => ({ profile: named(profileId), since: formatInstant(since) }),
  );
}

async function moves(deps: HttpDeps, { principal, query }: Call<typeof routes.listStageMoves>) {
  if (query === undefined) throw new ApiError("validation_failed", { problem: "query.toStage is missing." }, "query.toStage");
  const timeZone = await zoneOf(deps, principal.workspaceId);
  const period = instantsOfPeriod(stagePeriod(query, deps.clock, timeZone), timeZone);
  const page = pageRequest(query, ["number", "uuid"]);
  const after = page.after ? { at: page.after[0] as number, id: page.after[1] as string } : null;
  const rows = await listMoved(deps.db, principal.workspaceId, { from: query.fromStage ?? "", to: query.toStage }, period, after, page.limit + 1);
  const named = await nameProfiles(
    deps.db,
    rows.map(({ profileId }) => profileId),
  );
  return pageOf(
    rows,
    page,
    ({ at, profileId }) => [at, profileId],
    ({ at, profileId }) => ({ profile: named(profileId), at: formatInstant(at) }),
  );
}

async function historyOf(deps: HttpDeps, { principal, params, query }: Call<typeof routes.getProfileStages>) {
  const { profileId, standing } = await explainStage(deps.db, deps.clock, principal.workspaceId, params.id);
  const page = pageRequest(query, ["number", "number"]);
  const after = page.after ? { at: page.after[0] as number, place: page.after[1] as number } : null;
  const names = await stageNames(deps, principal.workspaceId);
  const rows = await stageChangesOf(deps.db, profileId, after, page.limit + 1);
  const stage = (key: string) => ({ key, name: names.get(key) ?? key });
  return {
    current: standing && { ...standing, since: formatInstant(standing.since), until: instantOrNull(standing.until) },
    ...pageOf(
      rows,
      page,
      ({ at, place }) => [at, place],
      ({ id, at, from, to, fromSince }): StageChange => ({
        id,
        at: formatInstant(at),
        from: from === "" ? null : { ...stage(from), since: instantOrNull(fromSince) },
        to: stage(to),
      }),
    ),
  };
}

/** What stages are called, and what those of earlier versions were called last. */
async function stageNames({ stageDesk }: HttpDeps, workspaceId: number): Promise<ReadonlyMap<string, string>> {
  const versions = await stageDesk.versions(workspaceId);
  return new Map([...versions].reverse().flatMap(({ document }) => (document.stages ?? []).map(({ key, name }) => [key, name] as const)));
}

function present(row: LifeCycleRow | null, problems: readonly Problem[]): LifeCycle {
  if (!row)
    return {
      state: "none",
      version: 0,
      hasDraft: false,
      stages: [],
      live: null,
      building: null,
      buildError: null,
      updatedAt: null,
      problems: [],
      actions: [],
    };
  const canPublish = row.build === null && (row.draft !== null || row.version < row.newest);
  return {
    state: buildStateOf(row),
    version: row.version,
    hasDraft: row.draft !== null,
    stages: documentOf(row).stages ?? [],
    live: row.live?.stages ?? null,
    building: row.build === null ? null : { version: row.newest, percent: percentOf(row), jobId: row.build.jobId },
    buildError: row.buildError,
    updatedAt: formatInstant(row.updatedAt),
    problems: [...problems],
    actions: [...(canPublish ? (["publish"] as const) : []), ...(row.build === null ? (["delete"] as const) : [])],
  };
}
