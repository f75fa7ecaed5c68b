import {
  checkJson,
  checkStages,
  type Instant,
  type Json,
  LIFE_CYCLE,
  lifeCycleOf,
  type Problem,
  type StageDocument,
  sameDocument,
  stagesSchema,
} from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import { knownNames } from "../store/campaigns.ts";
import type { Db, Query } from "../store/db.ts";
import { joinBuild } from "../store/segmentBuilds.ts";
import {
  addSegmentVersion,
  allSegments,
  campaignsMentioning,
  deleteSegment,
  insertSegment,
  listSegmentVersions,
  type SegmentVersionRow,
  saveSegmentDraft,
} from "../store/segments.ts";
import { type LifeCycleRow, lockLifeCycle, readLifeCycle } from "../store/stages.ts";
import { bumpDefinitions, lockWorkspace } from "../store/workspaces.ts";
import { buildToJoin } from "./buildToJoin.ts";
import { pathIn } from "./documentCheck.ts";
import type { JobDesk } from "./jobs/jobDesk.ts";
import { Refusal } from "./refusal.ts";
import { documentOf, inWords, percentOf, type SegmentUse, stateOf } from "./segmentDesk.ts";
import { stagesNamedIn } from "./stageNames.ts";

export interface StageDeskDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly jobs: Pick<JobDesk, "add" | "wake">;
  /** Called after a change that workers must see. */
  readonly definitionsChanged: () => void;
}

/** Where the stages of the life cycle are written, published and given up. */
export class StageDesk {
  readonly #deps: StageDeskDeps;

  constructor(deps: StageDeskDeps) {
    this.#deps = deps;
  }

  /** Null where none was begun. */
  get(workspaceId: number): Promise<LifeCycleRow | null> {
    return readLifeCycle(this.#deps.db, workspaceId);
  }

  /** What holds, with its version. @throws Refusal `stages_not_live` */
  async live(workspaceId: number): Promise<{ readonly row: LifeCycleRow; readonly stages: readonly StageDocument[] }> {
    const row = await this.get(workspaceId);
    if (!row?.live?.stages) throw new Refusal("stages_not_live", {});
    return { row, stages: row.live.stages };
  }

  /** What is wrong with any stages, without saving them. */
  async check(workspaceId: number, stages: unknown, q: Query = this.#deps.db): Promise<Problem[]> {
    const problems = shapeProblems(stages);
    if (problems.length > 0) return problems;
    const { events, attributes, places } = await knownNames(q, workspaceId);
    const segments = (await allSegments(q, workspaceId)).flatMap(({ published, key }) => (published && key !== LIFE_CYCLE ? [published] : []));
    return [...checkStages({ stages }, { events, attributes, segments, places }), ...(await this.#missed(workspaceId, stages as readonly StageDocument[], q))];
  }

  /** Stages that hold now, that something names, and that would be gone. */
  async #missed(workspaceId: number, stages: readonly StageDocument[], q: Query): Promise<Problem[]> {
    const before = (await readLifeCycle(q, workspaceId))?.live?.stages ?? [];
    const gone = before.filter(({ key }) => stages.every((stage) => stage.key !== key));
    const problems: Problem[] = [];
    for (const { key, name } of gone) {
      const uses = (await this.#uses(workspaceId, [key], q)).filter(({ isDraft }) => !isDraft);
      if (uses.length === 0) continue;
      const message = `The stage “${name}” (${key}) would be gone, and ${inWords(uses)} names it. Keep a stage with this key, or take it out there first.`;
      problems.push({ severity: "error", code: "stage_in_use", path: "stages", message });
    }
    return problems;
  }

  /** @param basedOn `updatedAt` of what was read, or null to save over whatever is there */
  async save(workspaceId: number, stages: readonly StageDocument[], basedOn: Instant | null): Promise<LifeCycleRow> {
    const { db, clock } = this.#deps;
    refuseFirst(shapeProblems(stages));
    const draft = lifeCycleOf(stages);
    await db.transaction(async (tx) => {
      await lockWorkspace(tx, workspaceId);
      const row = await lockLifeCycle(tx, workspaceId);
      const now = clock.now();
      if (!row) {
        await insertSegment(tx, { id: newId(now), workspaceId, kind: "stages", draft, now });
        return;
      }
      if (basedOn !== null && basedOn !== row.updatedAt) throw new Refusal("stages_changed", { changedAt: new Date(row.updatedAt).toISOString() });
      const same = row.published !== null && sameDocument(row.published as unknown as Json, draft as unknown as Json);
      await saveSegmentDraft(tx, row.id, LIFE_CYCLE, same ? null : draft, later(now, row));
    });
    return begun(await this.get(workspaceId));
  }

  /** Publishes the draft as the next version: everybody is placed by a job, and it holds when that is done. */
  async publish(workspaceId: number, by: string): Promise<LifeCycleRow> {
    const { db, clock, jobs } = this.#deps;
    await db.transaction(async (tx) => {
      await lockWorkspace(tx, workspaceId);
      const row = begun(await lockLifeCycle(tx, workspaceId));
      if (row.build) throw new Refusal("stages_building", { percent: percentOf(row) });
      if (!row.draft) throw new Refusal("stages_no_changes", { version: row.newest });
      refuseFirst(await this.check(workspaceId, row.draft.stages, tx));
      await addSegmentVersion(tx, row.id, row.draft, by, later(clock.now(), row));
      await joinBuild(tx, row.id, await buildToJoin(tx, this.#deps, { workspaceId, title: "Placing people in the life-cycle stages", by }));
    });
    jobs.wake();
    return begun(await this.get(workspaceId));
  }

  /** @throws Refusal `stages_in_use`, `stages_building`, `stages_missing` */
  async remove(workspaceId: number, by: string): Promise<void> {
    const { db, jobs } = this.#deps;
    await db.transaction(async (tx) => {
      await lockWorkspace(tx, workspaceId);
      const row = begun(await lockLifeCycle(tx, workspaceId));
      if (row.build) throw new Refusal("stages_building", { percent: percentOf(row) });
      const uses = await this.#uses(
        workspaceId,
        (row.live?.stages ?? []).map(({ key }) => key),
        tx,
      );
      if (uses.length > 0) throw new Refusal("stages_in_use", { uses: inWords(uses), items: uses as unknown as Json });
      await deleteSegment(tx, row.id);
      await bumpDefinitions(tx, workspaceId);
      await jobs.add(tx, { workspaceId, kind: "sweep_segments", title: "Clean-up after the life-cycle stages", input: {}, startedBy: by });
    });
    this.#deps.definitionsChanged();
    jobs.wake();
  }

  /** Newest first. */
  async versions(workspaceId: number): Promise<SegmentVersionRow[]> {
    const row = await this.get(workspaceId);
    return row ? listSegmentVersions(this.#deps.db, row.id) : [];
  }

  /** Campaigns and segments that name one of the stages, or listen to any change of the stage. */
  async #uses(workspaceId: number, keys: readonly string[], q: Query): Promise<SegmentUse[]> {
    const names = (document: unknown): boolean => stagesNamedIn(document).some((named) => named === null || keys.includes(named));
    const campaigns = new Map((await campaignsWithStages(q, workspaceId)).map((campaign) => [campaign.id, campaign]));
    const ofCampaigns = [...campaigns.values()].flatMap(({ launched, draft, status, ...campaign }): SegmentUse[] => {
      const [live, planned] = [names(launched), names(draft)];
      return live || planned ? [{ ...campaign, state: status, isDraft: !live }] : [];
    });
    const ofSegments = (await allSegments(q, workspaceId)).flatMap((segment): SegmentUse[] => {
      const [live, planned] = [names(segment.live) || names(segment.published), names(segment.draft)];
      if (!live && !planned) return [];
      return [{ kind: "segment", id: segment.id, key: segment.key, name: documentOf(segment).name, state: stateOf(segment), isDraft: !live }];
    });
    return [...ofCampaigns, ...ofSegments];
  }
}

/** Campaigns whose documents hold a condition or a trigger about stages. */
async function campaignsWithStages(q: Query, workspaceId: number): ReturnType<typeof campaignsMentioning> {
  return [...(await campaignsMentioning(q, workspaceId, "stage")), ...(await campaignsMentioning(q, workspaceId, "stage_changed"))];
}

function shapeProblems(stages: unknown): Problem[] {
  return checkJson(stagesSchema, { stages } as Json, stagesSchema.$defs);
}

function refuseFirst(problems: readonly Problem[]): void {
  const first = problems.find(({ severity }) => severity === "error");
  if (first)
    throw new Refusal("stages_invalid", { problem: first.message, problems: problems as unknown as Json }, pathIn(first.path).replace("document.", ""));
}

/** Always later than the last change, so that `basedOn` tells two changes within one millisecond apart. */
function later(now: Instant, row: LifeCycleRow): Instant {
  return Math.max(now, row.updatedAt + 1);
}

function begun(row: LifeCycleRow | null): LifeCycleRow {
  if (!row) throw new Refusal("stages_missing", {});
  return row;
}
