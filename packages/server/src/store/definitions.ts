import {
  type CampaignStatus,
  CONTENT_FIELDS,
  type ComputedAttribute,
  type Course,
  type CourseDocument,
  type RfmSetting,
  type Segment,
  type WorkspaceRules,
} from "@beckon/core";
import type { Query } from "./db.ts";

/** The rules of a workspace and the count of changes to them and to its campaigns. */
export interface WorkspaceVersion {
  readonly workspaceId: number;
  readonly version: number;
}

export async function definitionVersions(q: Query): Promise<WorkspaceVersion[]> {
  const { rows } = await q.query<WorkspaceVersion>(`select id as "workspaceId", definitions_version as version from workspaces`, [], "definition_versions");
  return rows;
}

export async function readRules(q: Query, workspaceId: number): Promise<WorkspaceRules | null> {
  const { rows } = await q.query<{ settings: Omit<WorkspaceRules, "id" | "rfm">; rfm: RfmSetting | null }>(
    "select settings, rfm from workspaces where id = $1",
    [workspaceId],
  );
  return rows[0] ? { ...rows[0].settings, rfm: rows[0].rfm, id: workspaceId } : null;
}

interface CourseOfVersion {
  readonly id: string;
  readonly workspaceId: number;
  readonly version: number;
  readonly status: CampaignStatus;
  readonly document: CourseDocument;
  readonly journeyId: string | null;
  readonly step: string | null;
  readonly moves: { readonly [step: string]: string | null } | null;
  readonly winners: { readonly [step: string]: string } | null;
}

const CONTENT = `array[${CONTENT_FIELDS.map((field) => `'${field}'`).join(", ")}]`;

/** Content is for the sender: without it a thousand campaigns of 40 KB each stay small in memory. */
const WITHOUT_CONTENT = `case c.kind when 'journey' then jsonb_set(v.document, '{steps}', (
    select jsonb_agg(case when step ? 'message' then jsonb_set(step, '{message}', (step -> 'message') - ${CONTENT}) else step end order by place)
    from jsonb_array_elements(v.document -> 'steps') with ordinality as t (step, place)))
  else jsonb_set(v.document, '{message}', (v.document -> 'message') - ${CONTENT}) end`;

const COLUMNS = `c.id, c.workspace_id as "workspaceId", v.version, c.status, c.journey_id as "journeyId", c.step, v.moves, ${WITHOUT_CONTENT} as document,
  (select jsonb_object_agg(w.step, w.share) from split_winners w where w.campaign_id = c.id and w.share is not null) as winners`;

/** The newest launched version of every campaign and journey that ever was launched, without its content. The messages of journeys follow from them. */
export async function readLaunchedCourses(q: Query, workspaceId: number): Promise<Course[]> {
  const { rows } = await q.query<CourseOfVersion>(
    `select ${COLUMNS}
     from campaigns c join campaign_versions v on v.campaign_id = c.id and v.version = c.version
     where c.workspace_id = $1 and c.kind <> 'message'`,
    [workspaceId],
  );
  return rows.map(courseOf);
}

/** Certain versions of campaigns, journeys and their messages, without their content. */
export async function readCourseVersions(q: Query, wanted: readonly { readonly campaignId: string; readonly version: number }[]): Promise<Course[]> {
  if (wanted.length === 0) return [];
  const { rows } = await q.query<CourseOfVersion>(
    `select ${COLUMNS}
     from unnest($1::uuid[], $2::int[]) as u (campaign_id, version)
     join campaigns c on c.id = u.campaign_id
     join campaign_versions v on v.campaign_id = u.campaign_id and v.version = u.version`,
    [wanted.map((each) => each.campaignId), wanted.map((each) => each.version)],
  );
  return rows.map(courseOf);
}

function courseOf({ journeyId, step, moves, winners, ...course }: CourseOfVersion): Course {
  return {
    ...course,
    ...(moves === null ? {} : { moves }),
    ...(winners === null ? {} : { winners }),
    ...(journeyId === null || step === null ? {} : { partOf: { journeyId, step } }),
  };
}

/** The version of each segment that holds. */
export async function readLiveSegments(q: Query, workspaceId: number): Promise<Segment[]> {
  const { rows } = await q.query<Segment>(
    `select s.id, s.workspace_id as "workspaceId", s.key, s.version, v.document
     from segments s join segment_versions v on v.segment_id = s.id and v.version = s.version
     where s.workspace_id = $1`,
    [workspaceId],
  );
  return rows;
}

/** The version of each computed attribute that holds. */
export async function readLiveComputed(q: Query, workspaceId: number): Promise<ComputedAttribute[]> {
  const { rows } = await q.query<{ live: ComputedAttribute }>("select live from computed_attributes where workspace_id = $1 and live is not null", [
    workspaceId,
  ]);
  return rows.map(({ live }) => live);
}

/** A build under way, with the versions that it fills. */
export interface RunningBuild {
  readonly id: string;
  readonly segments: readonly Segment[];
  readonly attributes: readonly ComputedAttribute[];
}

/** At most one in a workspace. */
export async function readRunningBuild(q: Query, workspaceId: number): Promise<RunningBuild | null> {
  const { rows: builds } = await q.query<{ id: string }>("select id from segment_builds where workspace_id = $1 and state = 'running'", [workspaceId]);
  const [build] = builds;
  if (!build) return null;
  const { rows: segments } = await q.query<Segment>(
    `select s.id, s.workspace_id as "workspaceId", s.key, s.newest as version, v.document
     from segments s join segment_versions v on v.segment_id = s.id and v.version = s.newest where s.build_id = $1`,
    [build.id],
  );
  const { rows: attributes } = await q.query<{ document: ComputedAttribute }>("select document from computed_attributes where build_id = $1", [build.id]);
  return { id: build.id, segments, attributes: attributes.map(({ document }) => document) };
}

/** Which of these buckets a build is through with. */
export async function builtBuckets(q: Query, buildId: string, buckets: readonly number[]): Promise<number[]> {
  const { rows } = await q.query<{ bucket: number }>(
    "select bucket from segment_build_buckets where build_id = $1 and bucket = any($2::int[])",
    [buildId, buckets],
    "built_buckets",
  );
  return rows.map((row) => row.bucket);
}
