import { formatInstant, type Instant, type SegmentDocument } from "@beckon/core";
import type { Query } from "./db.ts";

/** Fills new versions of segments from history. */
export interface SegmentBuildRow {
  readonly id: string;
  readonly workspaceId: number;
  readonly state: "waiting" | "running";
  readonly jobId: string;
}

const COLUMNS = `id, workspace_id as "workspaceId", state, job_id as "jobId"`;

export async function findBuild(q: Query, id: string): Promise<SegmentBuildRow | null> {
  const { rows } = await q.query<SegmentBuildRow>(`select ${COLUMNS} from segment_builds where id = $1`, [id]);
  return rows[0] ?? null;
}

/** The build that waits for its turn and still takes segments in. Holds it until the transaction ends. */
export async function waitingBuild(tx: Query, workspaceId: number): Promise<SegmentBuildRow | null> {
  const { rows } = await tx.query<SegmentBuildRow>(`select ${COLUMNS} from segment_builds where workspace_id = $1 and state = 'waiting' for update`, [
    workspaceId,
  ]);
  return rows[0] ?? null;
}

export async function addBuild(tx: Query, build: Omit<SegmentBuildRow, "state">, now: Instant): Promise<void> {
  await tx.query("insert into segment_builds (id, workspace_id, state, job_id, created_at) values ($1, $2, 'waiting', $3, $4)", [
    build.id,
    build.workspaceId,
    build.jobId,
    formatInstant(now),
  ]);
}

export async function joinBuild(tx: Query, segmentId: string, buildId: string): Promise<void> {
  await tx.query("update segments set build_id = $2 where id = $1", [segmentId, buildId]);
}

/** @returns false where another build of the workspace runs still, or this one is gone */
export async function beginBuild(tx: Query, build: SegmentBuildRow): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update segment_builds set state = 'running' where id = $1 and state = 'waiting'
       and not exists (select from segment_builds other where other.workspace_id = $2 and other.state = 'running')`,
    [build.id, build.workspaceId],
  );
  return rowCount === 1;
}

/** A segment that names one that is built anew is built with it, as it is: the answers of the two belong together. */
export async function addSameVersion(tx: Query, id: string, buildId: string, document: SegmentDocument, now: Instant): Promise<void> {
  const { rows } = await tx.query<{ version: number }>("update segments set newest = newest + 1, build_id = $2 where id = $1 returning newest as version", [
    id,
    buildId,
  ]);
  await tx.query("insert into segment_versions (segment_id, version, document, published_at, published_by) values ($1, $2, $3::text::jsonb, $4, 'Beckon')", [
    id,
    rows[0]?.version ?? 0,
    JSON.stringify(document),
    formatInstant(now),
  ]);
}

export async function noteBuilt(tx: Query, buildId: string, buckets: readonly number[]): Promise<void> {
  await tx.query("insert into segment_build_buckets (build_id, bucket) select $1, bucket from unnest($2::int[]) as u (bucket) on conflict do nothing", [
    buildId,
    buckets,
  ]);
}

/** In one statement what was built is what holds. @returns keys of the segments */
export async function finishBuild(tx: Query, id: string): Promise<string[]> {
  const { rows } = await tx.query<{ key: string }>(
    "update segments set version = newest, build_id = null, build_error = null where build_id = $1 returning key",
    [id],
  );
  await tx.query("delete from segment_builds where id = $1", [id]);
  return rows.map(({ key }) => key);
}

/** Takes back what was published for a build that came to nothing: it is a draft again, and what held before still holds. */
export async function abandonBuild(tx: Query, id: string, error: string | null): Promise<void> {
  await tx.query(
    `update segments s set draft = coalesce(s.draft, nullif(n.document, l.document)), newest = s.version, build_id = null, build_error = $2
     from segment_versions n left join segment_versions l on l.segment_id = n.segment_id
       and l.version = (select version from segments where id = n.segment_id)
     where s.build_id = $1 and n.segment_id = s.id and n.version = s.newest`,
    [id, error],
  );
  await tx.query(
    "delete from segment_versions v using segments s where v.segment_id = s.id and v.version > s.newest and s.workspace_id = (select workspace_id from segment_builds where id = $1)",
    [id],
  );
  await tx.query("delete from segment_builds where id = $1", [id]);
}

/** About how many events there are, by the planner's count: a step of a build takes as many buckets as it can count in a moment. */
export async function eventsAbout(q: Query): Promise<number> {
  const { rows } = await q.query<{ count: number }>("select greatest(reltuples, 0)::float8 as count from pg_class where oid = 'events'::regclass");
  return rows[0]?.count ?? 0;
}

/** Removes memberships of versions that neither hold nor are built, and aggregates that nobody asks for. The buckets are locked. */
export async function sweepBuckets(tx: Query, workspaceId: number, buckets: readonly number[], wanted: readonly string[]): Promise<void> {
  await tx.query(
    `delete from memberships m where m.bucket = any($1::int[])
       and not exists (select from segments s where s.id = m.segment_id and (s.version = m.version or (s.build_id is not null and s.newest = m.version)))`,
    [buckets],
  );
  await tx.query(
    `delete from stage_counts c where c.bucket = any($1::int[])
       and not exists (select from segments s where s.id = c.segment_id and (s.version = c.version or (s.build_id is not null and s.newest = c.version)))`,
    [buckets],
  );
  await tx.query(
    `delete from aggregates a using profiles p
     where a.bucket = any($1::int[]) and p.bucket = a.bucket and p.id = a.profile_id and p.workspace_id = $2 and a.aggregate <> all($3::text[])`,
    [buckets, workspaceId, wanted],
  );
}
