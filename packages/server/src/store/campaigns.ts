import {
  type Campaign,
  type CampaignDocument,
  type CampaignStatus,
  type CourseDocument,
  formatInstant,
  type Instant,
  type JourneyDocument,
} from "@beckon/core";
import type { BlockPins } from "./contentBlocks.ts";
import type { Query } from "./db.ts";

/** Messages are those of a journey, which alone changes them. */
export type CourseRowKind = "campaign" | "journey" | "message";

/** A campaign or a journey as people work on it: its state, and the draft where there is one. */
export interface CourseRow<D extends CourseDocument = CourseDocument> {
  readonly id: string;
  readonly workspaceId: number;
  readonly kind: CourseRowKind;
  readonly key: string;
  readonly status: CampaignStatus;
  /** The document being edited; null once it equals the newest version. */
  readonly draft: D | null;
  /** Newest launched version; 0 before the first launch. */
  readonly version: number;
  /** Document of that version. */
  readonly launched: D | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly launchedAt: Instant | null;
}

export type CampaignRow = CourseRow<CampaignDocument>;
export type JourneyRow = CourseRow<JourneyDocument>;

const COLUMNS = `c.id, c.workspace_id as "workspaceId", c.kind, c.key, c.status, c.draft, c.version, v.document as launched,
  c.created_at as "createdAt", c.updated_at as "updatedAt", c.launched_at as "launchedAt"`;
const DOCUMENT = "coalesce(c.draft, v.document)";
const FROM = "campaigns c left join campaign_versions v on v.campaign_id = c.id and v.version = c.version";

export async function insertCourse(
  q: Query,
  course: { readonly id: string; readonly workspaceId: number; readonly kind: "campaign" | "journey"; readonly draft: CourseDocument; readonly now: Instant },
): Promise<boolean> {
  const { rowCount } = await q.query(
    `insert into campaigns (id, workspace_id, kind, key, status, draft, created_at, updated_at)
     values ($1, $2, $3, $4, 'draft', $5::text::jsonb, $6, $6) on conflict (workspace_id, key) do nothing`,
    [course.id, course.workspaceId, course.kind, course.draft.key, JSON.stringify(course.draft), formatInstant(course.now)],
  );
  return rowCount === 1;
}

/** Every tag that a campaign of the workspace bears, in order. */
export async function campaignTags(q: Query, workspaceId: number): Promise<string[]> {
  const { rows } = await q.query<{ tag: string }>(
    `select distinct tag from ${FROM} cross join lateral jsonb_array_elements_text(coalesce(${DOCUMENT} -> 'tags', '[]')) as tag
     where c.workspace_id = $1 and c.kind = 'campaign' and c.status <> 'archived' order by tag limit 200`,
    [workspaceId],
  );
  return rows.map((row) => row.tag);
}

/** A choice longer than this is no choice. */
const CHOICE_MAX = 5_000;

/** The id of the campaign or journey under this key; null where there is none. */
export async function courseByKey(q: Query, workspaceId: number, kind: "campaign" | "journey", key: string): Promise<string | null> {
  const { rows } = await q.query<{ id: string }>("select id from campaigns where workspace_id = $1 and kind = $2 and key = $3", [workspaceId, kind, key]);
  return rows[0]?.id ?? null;
}

/** What is live at this moment, without the messages of journeys. */
export async function liveCourseNames(
  q: Query,
  workspaceId: number,
): Promise<{ readonly id: string; readonly version: number; readonly kind: "campaign" | "journey"; readonly key: string; readonly name: string }[]> {
  const { rows } = await q.query<Awaited<ReturnType<typeof liveCourseNames>>[number]>(
    `select c.id, c.version, c.kind, c.key, v.document ->> 'name' as name from ${FROM}
     where c.workspace_id = $1 and c.status = 'live' and c.kind <> 'message' and c.version > 0 order by c.key`,
    [workspaceId],
  );
  return rows;
}

/** What a choice among campaigns or journeys needs of them, by name; of no document but the name is read. Archived ones are left out. */
export async function courseChoice(q: Query, workspaceId: number, kind: CourseRowKind): Promise<{ id: string; key: string; name: string }[]> {
  const { rows } = await q.query<{ id: string; key: string; name: string }>(
    `select c.id, c.key, ${DOCUMENT} ->> 'name' as name from ${FROM}
     where c.workspace_id = $1 and c.kind = $3 and c.status <> 'archived' order by lower(${DOCUMENT} ->> 'name') collate "C", c.id limit $2`,
    [workspaceId, CHOICE_MAX, kind],
  );
  return rows;
}

/** What sends: a campaign, or the message of a journey's step. */
export async function readCampaign(q: Query, workspaceId: number, id: string): Promise<CampaignRow | null> {
  const { rows } = await q.query<CampaignRow>(`select ${COLUMNS} from ${FROM} where c.workspace_id = $1 and c.id = $2 and c.kind <> 'journey'`, [
    workspaceId,
    id,
  ]);
  return rows[0] ?? null;
}

export async function readCourse<D extends CourseDocument>(q: Query, workspaceId: number, kind: CourseRowKind, id: string): Promise<CourseRow<D> | null> {
  return (await coursesOf<D>(q, "c.workspace_id = $1 and c.kind = $2 and c.id = $3", [workspaceId, kind, id]))[0] ?? null;
}

/** Reads it and holds it until the transaction ends. */
export async function lockCourse<D extends CourseDocument>(q: Query, workspaceId: number, kind: CourseRowKind, id: string): Promise<CourseRow<D> | null> {
  return (await coursesOf<D>(q, "c.workspace_id = $1 and c.kind = $2 and c.id = $3 for update of c", [workspaceId, kind, id]))[0] ?? null;
}

/** Every one of the workspace by its key: what a pull reads. */
export function allCourses<D extends CourseDocument>(q: Query, workspaceId: number, kind: CourseRowKind): Promise<CourseRow<D>[]> {
  return coursesOf(q, "c.workspace_id = $1 and c.kind = $2 order by c.key", [workspaceId, kind]);
}

async function coursesOf<D extends CourseDocument>(q: Query, where: string, values: unknown[]): Promise<CourseRow<D>[]> {
  const { rows } = await q.query<CourseRow<D>>(`select ${COLUMNS} from ${FROM} where ${where}`, values);
  return rows;
}

export type CampaignSort = "changed" | "name" | "launched";

export interface CampaignFilter {
  readonly status?: CampaignStatus | undefined;
  /** Part of the name or the key. */
  readonly search?: string | undefined;
  readonly tag?: string | undefined;
  readonly sort: CampaignSort;
  /** Sort key and id of the last one seen. */
  readonly after?: { readonly sortKey: string; readonly id: string } | undefined;
  readonly limit: number;
}

/** Each as text in byte order, so that one kind of cursor serves all; `>` for what begins at A. */
const SORTS: { readonly [sort in CampaignSort]: { readonly key: string; readonly direction: "asc" | "desc"; readonly beyond: "<" | ">" } } = {
  changed: { key: `to_char(c.updated_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS')`, direction: "desc", beyond: "<" },
  launched: { key: `coalesce(to_char(c.launched_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS'), '')`, direction: "desc", beyond: "<" },
  name: { key: `lower(${DOCUMENT} ->> 'name')`, direction: "asc", beyond: ">" },
};

/** In the order asked for. Archived ones only where they are asked for. */
export async function listCourses<D extends CourseDocument>(
  q: Query,
  workspaceId: number,
  kind: CourseRowKind,
  filter: CampaignFilter,
): Promise<(CourseRow<D> & { readonly sortKey: string })[]> {
  const { key, direction, beyond } = SORTS[filter.sort];
  const sortKey = `${key} collate "C"`;
  const { rows } = await q.query<CourseRow<D> & { sortKey: string }>(
    `select ${COLUMNS}, ${sortKey} as "sortKey" from ${FROM}
     where c.workspace_id = $1 and c.kind = $8
       and case when $2::text is null then c.status <> 'archived' else c.status = $2 end
       and ($3::text is null or strpos(c.key, lower($3)) > 0 or strpos(lower(${DOCUMENT} ->> 'name'), lower($3)) > 0)
       and ($4::text is null or ${DOCUMENT} -> 'tags' ? $4)
       and ($5::text is null or (${sortKey}, c.id) ${beyond} ($5 collate "C", $6::uuid))
     order by ${sortKey} ${direction}, c.id ${direction} limit $7`,
    [
      workspaceId,
      filter.status ?? null,
      filter.search ?? null,
      filter.tag ?? null,
      filter.after?.sortKey ?? null,
      filter.after?.id ?? null,
      filter.limit,
      kind,
    ],
  );
  return rows;
}

/** Whether another campaign or journey of the workspace has the key. */
export async function keyTaken(q: Query, workspaceId: number, key: string, exceptId: string): Promise<boolean> {
  const { rows } = await q.query("select 1 from campaigns where workspace_id = $1 and key = $2 and id <> $3", [workspaceId, key, exceptId]);
  return rows.length > 0;
}

export async function saveDraft(q: Query, id: string, key: string, draft: CourseDocument | null, now: Instant): Promise<void> {
  await q.query("update campaigns set key = $2, draft = $3::text::jsonb, updated_at = $4 where id = $1", [
    id,
    key,
    draft === null ? null : JSON.stringify(draft),
    formatInstant(now),
  ]);
}

/** The messages of a journey go by it. */
export async function setStatus(q: Query, id: string, status: CampaignStatus, now: Instant): Promise<void> {
  await q.query("update campaigns set status = $2, updated_at = $3 where id = $1 or journey_id = $1", [id, status, formatInstant(now)]);
}

export async function deleteCampaign(q: Query, id: string): Promise<void> {
  await q.query("delete from campaigns where id = $1", [id]);
}

/** What a version keeps beside its document. */
export interface Kept {
  /** Versions of the content blocks that the message names. */
  readonly blocks?: BlockPins | null;
  /** Where a journey moves people to who stand at a step that is gone or changed. */
  readonly moves?: { readonly [step: string]: string | null } | null;
}

/** Freezes a document as the course's next version and makes it live. */
export async function publishVersion(
  q: Query,
  id: string,
  version: number,
  document: CourseDocument,
  by: string,
  now: Instant,
  { blocks = null, moves = null }: Kept = {},
): Promise<void> {
  const json = (value: object | null) => (value === null ? null : JSON.stringify(value));
  await q.query(
    `insert into campaign_versions (campaign_id, version, document, published_at, published_by, blocks, moves)
     values ($1, $2, $3::text::jsonb, $4, $5, $6::text::jsonb, $7::text::jsonb)`,
    [id, version, JSON.stringify(document), formatInstant(now), by, json(blocks), json(moves)],
  );
  await q.query("update campaigns set status = 'live', draft = null, version = $2, updated_at = $3, launched_at = $3 where id = $1", [
    id,
    version,
    formatInstant(now),
  ]);
}

/** Makes the row of a journey's message where there is none yet; its version is published as any other. */
export async function keepMessage(q: Query, { id, workspaceId, document, partOf }: Campaign, now: Instant): Promise<void> {
  await q.query(
    `insert into campaigns (id, workspace_id, kind, journey_id, step, key, status, created_at, updated_at)
     values ($1, $2, 'message', $3, $4, $5, 'live', $6, $6) on conflict (id) do nothing`,
    [id, workspaceId, partOf?.journeyId ?? null, partOf?.step ?? null, document.key, formatInstant(now)],
  );
}

/** The messages that a journey sends or has sent: of steps that are gone, too. */
export async function messageRowsOf(q: Query, journeyIds: readonly string[]): Promise<{ id: string; journeyId: string; step: string }[]> {
  const { rows } = await q.query<{ id: string; journeyId: string; step: string }>(
    `select id, journey_id as "journeyId", step from campaigns where journey_id = any($1::uuid[]) order by id`,
    [journeyIds],
  );
  return rows;
}

export interface VersionRow<D extends CourseDocument = CourseDocument> {
  readonly version: number;
  readonly document: D;
  readonly moves: { readonly [step: string]: string | null } | null;
  readonly publishedAt: Instant;
  readonly publishedBy: string;
  /** People who wait or are held in it. */
  readonly inside: number;
}

/** Newest first. */
export async function listVersions<D extends CourseDocument>(q: Query, id: string): Promise<VersionRow<D>[]> {
  const { rows } = await q.query<VersionRow<D>>(
    `select v.version, v.document, v.moves, v.published_at as "publishedAt", v.published_by as "publishedBy", coalesce(e.inside, 0) as inside
     from campaign_versions v
     left join (select version, count(*) as inside from enrollments where campaign_id = $1 and live and status in ('waiting', 'held') group by version) e
       on e.version = v.version
     where v.campaign_id = $1 order by v.version desc`,
    [id],
  );
  return rows;
}

/** Most names that a check compares with; a workspace with more sends generated names. */
const KNOWN_NAMES_MAX = 5_000;

/** What a document may refer to. */
export interface KnownNames {
  readonly campaignIds: string[];
  /** Keys of journeys. */
  readonly journeys: string[];
  readonly events: string[];
  readonly attributes: string[];
  readonly segments: string[];
  readonly unpublishedSegments: string[];
  readonly stages: string[];
  readonly places: string[];
}

/** The workspace's campaigns, journeys and segments, and the events and attributes that have arrived. */
export async function knownNames(q: Query, workspaceId: number): Promise<KnownNames> {
  const { rows: courses } = await q.query<{ id: string; key: string; kind: CourseRowKind }>("select id, key, kind from campaigns where workspace_id = $1", [
    workspaceId,
  ]);
  const { rows: events } = await q.query<{ name: string }>("select name from event_registry where workspace_id = $1 order by last_seen_at desc limit $2", [
    workspaceId,
    KNOWN_NAMES_MAX,
  ]);
  const { rows: attributes } = await q.query<{ name: string }>(
    `select name from computed_attributes where workspace_id = $1
     union all (select name from property_registry where workspace_id = $1 and event = '' order by last_seen_at desc limit $2)`,
    [workspaceId, KNOWN_NAMES_MAX],
  );
  const { rows: segments } = await q.query<{ key: string; published: boolean }>(
    "select key, newest > 0 as published from segments where workspace_id = $1 and archived_at is null and kind <> 'stages'",
    [workspaceId],
  );
  const { rows: stages } = await q.query<{ key: string }>(
    `select stage ->> 'key' as key from segments s join segment_versions v on v.segment_id = s.id and v.version = s.newest, jsonb_array_elements(v.document -> 'stages') as stage
     where s.workspace_id = $1 and s.kind = 'stages'`,
    [workspaceId],
  );
  const { rows: places } = await q.query<{ key: string }>(
    "select place ->> 'key' as key from workspaces, jsonb_array_elements(settings -> 'places') as place where id = $1",
    [workspaceId],
  );
  return {
    places: places.map((row) => row.key),
    segments: segments.flatMap((row) => (row.published ? [row.key] : [])),
    unpublishedSegments: segments.flatMap((row) => (row.published ? [] : [row.key])),
    stages: stages.map((row) => row.key),
    campaignIds: courses.flatMap(({ id, kind }) => (kind === "journey" ? [] : [id])),
    journeys: courses.flatMap(({ key, kind }) => (kind === "journey" ? [key] : [])),
    events: events.map((row) => row.name),
    attributes: attributes.map((row) => row.name),
  };
}

/** Properties that events of this name have had so far; `isAlways`: every one of them, by the registry's counts. A null is no value. */
export async function propertiesOf(q: Query, workspaceId: number, event: string): Promise<{ readonly name: string; readonly isAlways: boolean }[]> {
  const { rows } = await q.query<{ name: string; isAlways: boolean }>(
    `select p.name,
       e.count > 0 and (select coalesce(sum(t.value::bigint), 0) from jsonb_each_text(p.types) as t where t.key <> 'null') >= e.count as "isAlways"
     from event_registry e join property_registry p on p.workspace_id = e.workspace_id and p.event = e.name
     where e.workspace_id = $1 and e.name = $2 order by p.last_seen_at desc limit $3`,
    [workspaceId, event, KNOWN_NAMES_MAX],
  );
  return rows;
}

/** A live campaign that an event of this name triggers, the newest first; null where there is none. */
export async function liveCampaignOn(q: Query, workspaceId: number, event: string): Promise<{ readonly id: string; readonly name: string } | null> {
  const { rows } = await q.query<{ id: string; name: string }>(
    `select c.id, v.document->>'name' as name
     from campaigns c join campaign_versions v on v.campaign_id = c.id and v.version = c.version
     where c.workspace_id = $1 and c.kind = 'campaign' and c.status = 'live' and v.document->'trigger'->>'event' = $2
     order by c.launched_at desc limit 1`,
    [workspaceId, event],
  );
  return rows[0] ?? null;
}
