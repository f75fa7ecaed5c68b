import { type Json, RFM_ATTRIBUTES, type RfmSetting } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { Db, Query } from "../store/db.ts";
import { findJob } from "../store/jobs.ts";
import { insertRfmRun, newestRfmRun, type RfmRun } from "../store/rfmRuns.ts";
import { bumpDefinitions, lockWorkspace, readWorkspace, updateRfm } from "../store/workspaces.ts";
import type { ComputedAttributeDesk } from "./computedAttributeDesk.ts";
import type { JobDesk } from "./jobs/jobDesk.ts";
import { Refusal } from "./refusal.ts";
import { inWords } from "./segmentDesk.ts";

export interface RfmDeskDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly jobs: Pick<JobDesk, "add" | "wake">;
  /** Who names an attribute. */
  readonly attributes: Pick<ComputedAttributeDesk, "uses">;
  /** Called after a change that workers must see. */
  readonly definitionsChanged: () => void;
}

export interface RfmStatus {
  readonly setting: RfmSetting | null;
  readonly running: { readonly jobId: string; readonly percent: number } | null;
  /** The newest that came to its end, by whatever setting. */
  readonly ranking: RfmRun | null;
  /** Why the last did not. */
  readonly error: string | null;
}

/** Where is said by what people are ranked, and that they are to be ranked now. */
export class RfmDesk {
  readonly #deps: RfmDeskDeps;

  constructor(deps: RfmDeskDeps) {
    this.#deps = deps;
  }

  async status(workspaceId: number, q: Query = this.#deps.db): Promise<RfmStatus> {
    const setting = (await readWorkspace(q, workspaceId))?.rfm ?? null;
    const running = await newestRfmRun(q, workspaceId, ["running"]);
    const ended = await newestRfmRun(q, workspaceId, ["done", "failed"]);
    const done = ended?.state === "failed" ? await newestRfmRun(q, workspaceId, ["done"]) : ended;
    return {
      setting,
      running: running && { jobId: running.jobId, percent: await percentOf(q, running) },
      ranking: done?.setting ? done : null,
      error: ended?.error ?? null,
    };
  }

  /** From now on people are ranked by this; the first ranking begins at once. @throws Refusal `rfm_running` */
  async set(workspaceId: number, setting: RfmSetting, by: string): Promise<RfmStatus> {
    return this.#change(workspaceId, setting, by);
  }

  /** Takes the groups back. @throws Refusal `rfm_off`, `rfm_running`, `rfm_in_use` */
  async remove(workspaceId: number, by: string): Promise<void> {
    const uses = (await Promise.all(RFM_ATTRIBUTES.map((name) => this.#deps.attributes.uses(workspaceId, name)))).flat();
    const distinct = [...new Map(uses.map((use) => [use.id, use])).values()];
    if (distinct.length > 0) throw new Refusal("rfm_in_use", { uses: inWords(distinct), items: distinct as unknown as Json });
    await this.#change(workspaceId, null, by);
  }

  /** Ranks people now. @throws Refusal `rfm_off`, `rfm_running` */
  async start(workspaceId: number, by: string): Promise<RfmStatus> {
    const { db, jobs } = this.#deps;
    await db.transaction(async (tx) => {
      const { rfm } = await this.#locked(tx, workspaceId);
      if (!rfm) throw new Refusal("rfm_off", {});
      await beginRanking(tx, this.#deps, { workspaceId, setting: rfm, by });
    });
    jobs.wake();
    return this.status(workspaceId);
  }

  async #change(workspaceId: number, setting: RfmSetting | null, by: string): Promise<RfmStatus> {
    const { db, jobs, definitionsChanged } = this.#deps;
    await db.transaction(async (tx) => {
      const { rfm } = await this.#locked(tx, workspaceId);
      if (!rfm && !setting) throw new Refusal("rfm_off", {});
      await updateRfm(tx, workspaceId, setting);
      await bumpDefinitions(tx, workspaceId);
      await beginRanking(tx, this.#deps, { workspaceId, setting, by });
    });
    definitionsChanged();
    jobs.wake();
    return this.status(workspaceId);
  }

  /** One ranking at a time: a second would tell people by other limits between the first one's steps. */
  async #locked(tx: Query, workspaceId: number) {
    const workspace = await lockWorkspace(tx, workspaceId);
    if (!workspace) throw new Refusal("not_found", { what: "workspace", id: workspaceId });
    const running = await newestRfmRun(tx, workspaceId, ["running"]);
    if (running) throw new Refusal("rfm_running", { percent: await percentOf(tx, running) });
    return workspace;
  }
}

async function percentOf(q: Query, { workspaceId, jobId }: RfmRun): Promise<number> {
  const job = await findJob(q, workspaceId, jobId);
  return job?.total ? Math.min(100, Math.floor((100 * job.done) / job.total)) : 0;
}

/** Begins a ranking in the caller's transaction, which holds the workspace; the caller wakes whoever runs jobs. */
export async function beginRanking(
  tx: Query,
  { clock, jobs }: Pick<RfmDeskDeps, "clock" | "jobs">,
  { workspaceId, setting, by }: { readonly workspaceId: number; readonly setting: RfmSetting | null; readonly by: string },
): Promise<void> {
  const now = clock.now();
  const id = newId(now);
  const title = setting ? `Ranking people by “${setting.event}”` : "Taking back the RFM groups";
  const job = await jobs.add(tx, { workspaceId, kind: "rank_people", title, input: { runId: id }, startedBy: by });
  const before = await newestRfmRun(tx, workspaceId, ["done"]);
  await insertRfmRun(tx, { id, workspaceId, setting, quiet: !setting || !isSame(before?.setting ?? null, setting), jobId: job.id, asOf: now });
}

function isSame(a: RfmSetting | null, b: RfmSetting): boolean {
  return a !== null && a.event === b.event && a.value === b.value;
}
