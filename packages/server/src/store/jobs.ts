import { formatInstant, type Instant, type Json, type JsonObject } from "@beckon/core";
import type { Query } from "./db.ts";

export type JobState = "waiting" | "running" | "done" | "failed" | "cancelled";

/** A piece of long work. */
export interface JobRow {
  readonly id: string;
  readonly workspaceId: number;
  readonly kind: string;
  /** What it does, for people: never a person's name or address. */
  readonly title: string;
  readonly state: JobState;
  readonly input: JsonObject;
  /** Where it goes on; null at the beginning. */
  readonly cursor: Json;
  readonly done: number;
  readonly total: number | null;
  readonly summary: JsonObject | null;
  readonly fileId: string | null;
  readonly error: string | null;
  readonly failures: number;
  readonly startedBy: string;
  readonly createdAt: Instant;
  readonly readyAt: Instant;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
}

const COLUMNS = `id, workspace_id as "workspaceId", kind, title, state, input, cursor, done, total, summary, file_id as "fileId", error, failures,
  started_by as "startedBy", created_at as "createdAt", ready_at as "readyAt", started_at as "startedAt", finished_at as "finishedAt"`;

export type NewJob = Pick<JobRow, "id" | "workspaceId" | "kind" | "title" | "input" | "startedBy" | "createdAt" | "readyAt">;

export async function addJob(q: Query, job: NewJob): Promise<JobRow> {
  const { rows } = await q.query<JobRow>(
    `insert into jobs (id, workspace_id, kind, title, state, input, done, failures, started_by, created_at, ready_at, touched_at)
     values ($1, $2, $3, $4, 'waiting', $5, 0, 0, $6, $7, $8, $7) returning ${COLUMNS}`,
    [job.id, job.workspaceId, job.kind, job.title, JSON.stringify(job.input), job.startedBy, formatInstant(job.createdAt), formatInstant(job.readyAt)],
  );
  return rows[0] as JobRow;
}

export async function findJob(q: Query, workspaceId: number, id: string): Promise<JobRow | null> {
  const { rows } = await q.query<JobRow>(`select ${COLUMNS} from jobs where workspace_id = $1 and id = $2`, [workspaceId, id]);
  return rows[0] ?? null;
}

/** Newest first, before `before`; of these kinds and states only, where given. */
export async function listJobs(
  q: Query,
  workspaceId: number,
  filter: {
    readonly kinds?: readonly string[] | undefined;
    readonly states?: readonly JobState[] | undefined;
    readonly before: string | null;
    readonly limit: number;
  },
): Promise<JobRow[]> {
  const { rows } = await q.query<JobRow>(
    `select ${COLUMNS} from jobs
     where workspace_id = $1 and ($2::text[] is null or kind = any($2)) and ($3::text[] is null or state = any($3)) and ($4::uuid is null or id < $4)
     order by id desc limit $5`,
    [workspaceId, filter.kinds ?? null, filter.states ?? null, filter.before, filter.limit],
  );
  return rows;
}

export interface Claim {
  readonly owner: string;
  readonly now: Instant;
  /** Until when the claim holds without a further step. */
  readonly until: Instant;
}

/** Takes the one that has waited longest: it is due, or whoever had it has let its lease run out. */
export async function claimJob(q: Query, { owner, now, until }: Claim, kinds: readonly string[]): Promise<JobRow | null> {
  const { rows } = await q.query<JobRow>(
    `update jobs set state = 'running', claimed_by = $1, claimed_until = $2, started_at = coalesce(started_at, $3::timestamptz), touched_at = $3
     where id = any(array(
       select id from jobs
       where kind = any($4::text[]) and ((state = 'waiting' and ready_at <= $3::timestamptz) or (state = 'running' and claimed_until < $3::timestamptz))
       order by touched_at, id limit 1 for update skip locked
     )) returning ${COLUMNS}`,
    [owner, formatInstant(until), formatInstant(now), kinds],
  );
  return rows[0] ?? null;
}

export interface JobProgress {
  readonly cursor: Json;
  readonly done: number;
  readonly total: number | null;
  readonly summary: JsonObject | null;
}

/** Keeps a step and holds the claim. @returns false where the job is not ours any more: cancelled, or taken over */
export async function saveStep(q: Query, id: string, { owner, now, until }: Claim, progress: JobProgress): Promise<boolean> {
  const { rowCount } = await q.query(
    `update jobs set cursor = $3, done = $4, total = coalesce($5, total), summary = coalesce($6, summary), failures = 0, touched_at = $7, claimed_until = $8
     where id = $1 and claimed_by = $2 and state = 'running'`,
    [
      id,
      owner,
      JSON.stringify(progress.cursor),
      progress.done,
      progress.total,
      progress.summary && JSON.stringify(progress.summary),
      formatInstant(now),
      formatInstant(until),
    ],
  );
  return rowCount === 1;
}

/** Gives it back to be gone on with at `readyAt`. */
export async function releaseJob(q: Query, id: string, { owner }: Pick<Claim, "owner">, readyAt: Instant): Promise<void> {
  await q.query(
    `update jobs set state = 'waiting', claimed_by = null, claimed_until = null, ready_at = $3 where id = $1 and claimed_by = $2 and state = 'running'`,
    [id, owner, formatInstant(readyAt)],
  );
}

/** A step failed; it is tried again at `readyAt`. @returns failures in a row */
export async function noteFailure(q: Query, id: string, { owner }: Pick<Claim, "owner">, readyAt: Instant): Promise<number> {
  const { rows } = await q.query<{ failures: number }>(
    `update jobs set state = 'waiting', claimed_by = null, claimed_until = null, ready_at = $3, failures = failures + 1
     where id = $1 and claimed_by = $2 and state = 'running' returning failures`,
    [id, owner, formatInstant(readyAt)],
  );
  return rows[0]?.failures ?? 0;
}

export interface JobEnd {
  readonly state: "done" | "failed";
  readonly error: string | null;
  readonly summary: JsonObject | null;
  readonly fileId: string | null;
}

export async function finishJob(q: Query, id: string, now: Instant, end: JobEnd): Promise<boolean> {
  const { rowCount } = await q.query(
    `update jobs set state = $2, error = $3, summary = coalesce($4, summary), file_id = coalesce($5, file_id), finished_at = $6, touched_at = $6,
       claimed_by = null, claimed_until = null, cursor = null
     where id = $1 and state in ('waiting', 'running')`,
    [id, end.state, end.error, end.summary && JSON.stringify(end.summary), end.fileId, formatInstant(now)],
  );
  return rowCount === 1;
}

/** @returns whether it was still open */
export async function cancelJob(q: Query, workspaceId: number, id: string, now: Instant): Promise<boolean> {
  const { rowCount } = await q.query(
    `update jobs set state = 'cancelled', finished_at = $3, touched_at = $3, claimed_by = null, claimed_until = null
     where workspace_id = $1 and id = $2 and state in ('waiting', 'running')`,
    [workspaceId, id, formatInstant(now)],
  );
  return rowCount === 1;
}

/** Who holds jobs. */
export async function jobClaimers(q: Query): Promise<string[]> {
  const { rows } = await q.query<{ owner: string }>("select distinct claimed_by as owner from jobs where state = 'running' and claimed_by is not null");
  return rows.map((row) => row.owner);
}

/** Ends the leases of those who will not come back. */
export async function freeJobsOf(q: Query, owners: readonly string[], now: Instant): Promise<void> {
  if (owners.length === 0) return;
  await q.query(
    `update jobs set state = 'waiting', claimed_by = null, claimed_until = null, ready_at = $2 where state = 'running' and claimed_by = any($1::text[])`,
    [owners, formatInstant(now)],
  );
}

/** When the next one is due or falls free; null where nothing is open. */
export async function nextJobAt(q: Query, kinds: readonly string[]): Promise<Instant | null> {
  const { rows } = await q.query<{ at: Instant | null }>(
    `select min(case state when 'waiting' then ready_at else claimed_until end) as at from jobs where state in ('waiting', 'running') and kind = any($1::text[])`,
    [kinds],
  );
  return rows[0]?.at ?? null;
}

/** Whether somebody else waits for a turn. */
export async function othersWait(q: Query, now: Instant, kinds: readonly string[]): Promise<boolean> {
  const { rows } = await q.query<{ waits: boolean }>(
    `select exists (select from jobs where state = 'waiting' and ready_at <= $1::timestamptz and kind = any($2::text[])) as waits`,
    [formatInstant(now), kinds],
  );
  return rows[0]?.waits ?? false;
}

/** Forgets what ended long ago. */
export async function forgetOldJobs(q: Query, before: Instant): Promise<void> {
  await q.query("delete from jobs where finished_at < $1::timestamptz", [formatInstant(before)]);
}
