import { formatInstant, type Instant, type RfmSetting } from "@beckon/core";
import type { Query } from "./db.ts";
import type { RfmCell, RfmLimits } from "./rfmStandings.ts";

/** One ranking of everybody; without a setting it takes the groups back. */
export interface RfmRun {
  readonly id: string;
  readonly workspaceId: number;
  readonly setting: RfmSetting | null;
  /** It starts no campaign. */
  readonly quiet: boolean;
  readonly state: "running" | "done" | "failed";
  readonly jobId: string;
  readonly asOf: Instant;
  readonly finishedAt: Instant | null;
  readonly limits: RfmLimits | null;
  readonly cells: readonly RfmCell[] | null;
  readonly error: string | null;
}

const COLUMNS = `id, workspace_id as "workspaceId", setting, quiet, state, job_id as "jobId", as_of as "asOf", finished_at as "finishedAt", limits, cells, error`;

/** The workspace is locked by the caller, so that one runs at a time. */
export async function insertRfmRun(q: Query, run: Pick<RfmRun, "id" | "workspaceId" | "setting" | "quiet" | "jobId" | "asOf">): Promise<void> {
  await q.query(`insert into rfm_runs (id, workspace_id, setting, quiet, state, job_id, as_of) values ($1, $2, $3::text::jsonb, $4, 'running', $5, $6)`, [
    run.id,
    run.workspaceId,
    run.setting && JSON.stringify(run.setting),
    run.quiet,
    run.jobId,
    formatInstant(run.asOf),
  ]);
}

export async function findRfmRun(q: Query, id: string): Promise<RfmRun | null> {
  const { rows } = await q.query<RfmRun>(`select ${COLUMNS} from rfm_runs where id = $1`, [id]);
  return rows[0] ?? null;
}

/** The newest in one of these states. */
export async function newestRfmRun(q: Query, workspaceId: number, states: readonly RfmRun["state"][]): Promise<RfmRun | null> {
  const { rows } = await q.query<RfmRun>(`select ${COLUMNS} from rfm_runs where workspace_id = $1 and state = any($2::text[]) order by id desc limit 1`, [
    workspaceId,
    states,
  ]);
  return rows[0] ?? null;
}

export async function noteRfmLimits(q: Query, id: string, limits: RfmLimits | null): Promise<void> {
  await q.query("update rfm_runs set limits = $2::text::jsonb where id = $1", [id, limits && JSON.stringify(limits)]);
}

export async function finishRfmRun(q: Query, id: string, cells: readonly RfmCell[], now: Instant): Promise<void> {
  await q.query("update rfm_runs set state = 'done', cells = $2::text::jsonb, finished_at = $3 where id = $1 and state = 'running'", [
    id,
    JSON.stringify(cells),
    formatInstant(now),
  ]);
}

export async function failRfmRun(q: Query, id: string, error: string, now: Instant): Promise<void> {
  await q.query("update rfm_runs set state = 'failed', error = $2, finished_at = $3 where id = $1 and state = 'running'", [id, error, formatInstant(now)]);
}
