import { formatInstant, type Instant, type SegmentDocument } from "@beckon/core";
import type { Query } from "./db.ts";

/** `live`: people come and go by a condition. `list`: they are put on it and taken off. */
export type SegmentKind = "live" | "list";

/** `stages`: the life cycle, which is kept and built as segments are, and is none to those who work on them. */
export type KeptKind = SegmentKind | "stages";

/** A segment as people work on it. */
export interface SegmentRow<Kind extends KeptKind = SegmentKind> {
  readonly id: string;
  readonly workspaceId: number;
  readonly key: string;
  readonly kind: Kind;
  /** The document being edited; null once it equals the newest version. */
  readonly draft: SegmentDocument | null;
  /** The version whose memberships hold; 0 before the first is built. */
  readonly version: number;
  /** Document of that version. */
  readonly live: SegmentDocument | null;
  /** The newest published version. */
  readonly newest: number;
  /** Document of the newest version. */
  readonly published: SegmentDocument | null;
  /** The build that the newest version waits for or is part of. */
  readonly build: { readonly id: string; readonly state: "waiting" | "running"; readonly jobId: string; readonly buckets: number } | null;
  readonly buildError: string | null;
  readonly archivedAt: Instant | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

const COLUMNS = `s.id, s.workspace_id as "workspaceId", s.key, s.kind, s.draft, s.version, l.document as live, s.newest, n.document as published,
  s.build_error as "buildError", s.archived_at as "archivedAt", s.created_at as "createdAt", s.updated_at as "updatedAt",
  (select json_build_object('id', b.id, 'state', b.state, 'jobId', b.job_id, 'buckets', (select count(*) from segment_build_buckets f where f.build_id = b.id))
   from segment_builds b where b.id = s.build_id) as build`;
const FROM = `segments s left join segment_versions l on l.segment_id = s.id and l.version = s.version
  left join segment_versions n on n.segment_id = s.id and n.version = s.newest`;
const DOCUMENT = "coalesce(s.draft, n.document)";

export async function insertSegment(
  q: Query,
  segment: { readonly id: string; readonly workspaceId: number; readonly kind: KeptKind; readonly draft: SegmentDocument; readonly now: Instant },
): Promise<boolean> {
  const { rowCount } = await q.query(
    `insert into segments (id, workspace_id, key, kind, draft, created_at, updated_at)
     values ($1, $2, $3, $4, $5::text::jsonb, $6, $6) on conflict (workspace_id, key) do nothing`,
    [segment.id, segment.workspaceId, segment.draft.key, segment.kind, JSON.stringify(segment.draft), formatInstant(segment.now)],
  );
  return rowCount === 1;
}

export async function readSegment(q: Query, workspaceId: number, id: string): Promise<SegmentRow | null> {
  const { rows } = await q.query<SegmentRow>(`select ${COLUMNS} from ${FROM} where s.workspace_id = $1 and s.id = $2 and s.kind <> 'stages'`, [
    workspaceId,
    id,
  ]);
  return rows[0] ?? null;
}

/** Reads it and holds it until the transaction ends. */
export async function lockSegment(q: Query, workspaceId: number, id: string): Promise<SegmentRow | null> {
  const { rows } = await q.query<SegmentRow>(`select ${COLUMNS} from ${FROM} where s.workspace_id = $1 and s.id = $2 and s.kind <> 'stages' for update of s`, [
    workspaceId,
    id,
  ]);
  return rows[0] ?? null;
}

/** Whatever is kept under the key. With `hold`, nobody else changes it until the transaction ends. */
export async function findSegment(q: Query, workspaceId: number, key: string, hold = false): Promise<SegmentRow<KeptKind> | null> {
  const { rows } = await q.query<SegmentRow<KeptKind>>(
    `select ${COLUMNS} from ${FROM} where s.workspace_id = $1 and s.key = $2${hold ? " for update of s" : ""}`,
    [workspaceId, key],
  );
  return rows[0] ?? null;
}

/** Every segment of the workspace by its key, the life cycle too: there are some hundreds. */
export async function allSegments(q: Query, workspaceId: number): Promise<SegmentRow<KeptKind>[]> {
  const { rows } = await q.query<SegmentRow<KeptKind>>(`select ${COLUMNS} from ${FROM} where s.workspace_id = $1 order by s.key`, [workspaceId]);
  return rows;
}

export type SegmentSort = "changed" | "name" | "size";

export type SegmentState = "draft" | "building" | "live" | "failed" | "archived";

/** The same as `stateOf` says of a row. */
const STATE = `case when s.archived_at is not null then 'archived' when s.version > 0 then 'live' when s.build_id is not null then 'building'
  when s.build_error is null then 'draft' else 'failed' end`;

/** Bigger ones are not told apart by size. */
const SORTED_BY_SIZE_TO = 10_000;
const SIZE = `(select count(*) from (select from memberships m where m.segment_id = s.id and m.version = s.version and m.member limit ${SORTED_BY_SIZE_TO + 1}) as counted)`;

export interface SegmentFilter {
  /** Part of the name or the key. */
  readonly search?: string | undefined;
  readonly kind?: SegmentKind | undefined;
  /** Left out: all but archived ones. */
  readonly state?: SegmentState | undefined;
  readonly sort: SegmentSort;
  readonly after?: { readonly sortKey: string; readonly id: string } | undefined;
  readonly limit: number;
}

/** Each as text in byte order, so that one kind of cursor serves all. */
const SORTS: { readonly [sort in SegmentSort]: { readonly key: string; readonly direction: "asc" | "desc"; readonly beyond: "<" | ">" } } = {
  changed: { key: `to_char(s.updated_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS')`, direction: "desc", beyond: "<" },
  size: { key: `lpad(${SIZE}::text, 6, '0')`, direction: "desc", beyond: "<" },
  name: { key: `lower(${DOCUMENT} ->> 'name')`, direction: "asc", beyond: ">" },
};

export async function listSegments(q: Query, workspaceId: number, filter: SegmentFilter): Promise<(SegmentRow & { readonly sortKey: string })[]> {
  const { key, direction, beyond } = SORTS[filter.sort];
  const sortKey = `${key} collate "C"`;
  const { rows } = await q.query<SegmentRow & { sortKey: string }>(
    `select ${COLUMNS}, ${sortKey} as "sortKey" from ${FROM}
     where s.workspace_id = $1 and s.kind <> 'stages' and ($2::text is null or s.kind = $2)
       and ($3::text is null or strpos(s.key, lower($3)) > 0 or strpos(lower(${DOCUMENT} ->> 'name'), lower($3)) > 0)
       and case when $7::text is null then s.archived_at is null else ${STATE} = $7 end
       and ($4::text is null or (${sortKey}, s.id) ${beyond} ($4 collate "C", $5::uuid))
     order by ${sortKey} ${direction}, s.id ${direction} limit $6`,
    [workspaceId, filter.kind ?? null, filter.search ?? null, filter.after?.sortKey ?? null, filter.after?.id ?? null, filter.limit, filter.state ?? null],
  );
  return rows;
}

export async function saveSegmentDraft(q: Query, id: string, key: string, draft: SegmentDocument | null, now: Instant): Promise<void> {
  await q.query("update segments set key = $2, draft = $3::text::jsonb, updated_at = $4 where id = $1", [
    id,
    key,
    draft === null ? null : JSON.stringify(draft),
    formatInstant(now),
  ]);
}

export async function segmentKeyTaken(q: Query, workspaceId: number, key: string, exceptId: string): Promise<boolean> {
  const { rows } = await q.query("select 1 from segments where workspace_id = $1 and key = $2 and id <> $3", [workspaceId, key, exceptId]);
  return rows.length > 0;
}

/** No version of a segment by condition holds any more; the memberships are left to the sweep in the background. */
export async function archiveSegment(q: Query, id: string, now: Instant): Promise<void> {
  await q.query(
    "update segments set archived_at = $2, updated_at = $2, version = case when kind = 'live' then 0 else version end, build_error = null where id = $1",
    [id, formatInstant(now)],
  );
}

/** It comes back with what was published last as its draft. */
export async function restoreSegment(q: Query, id: string, now: Instant): Promise<void> {
  await q.query(
    `update segments set archived_at = null, updated_at = $2, draft = case when kind = 'live' then coalesce(draft,
       (select v.document from segment_versions v where v.segment_id = segments.id and v.version = segments.newest)) else draft end
     where id = $1`,
    [id, formatInstant(now)],
  );
}

/** What every campaign that is not archived asks of people, as it is live and as it is drafted: candidates for what names a segment. */
export async function campaignQuestions(q: Query, workspaceId: number): Promise<unknown[]> {
  const asked = (document: string) =>
    `jsonb_build_array(${["trigger", "audience", "unless", "goal", "steps"].map((part) => `${document} -> '${part}'`).join(", ")})`;
  const { rows } = await q.query<{ asked: unknown }>(
    `select jsonb_build_array(${asked("c.draft")}, ${asked("v.document")}) as asked
     from campaigns c left join campaign_versions v on v.campaign_id = c.id and v.version = c.version
     where c.workspace_id = $1 and c.kind <> 'message' and c.status <> 'archived'`,
    [workspaceId],
  );
  return rows.map((row) => row.asked);
}

/** Its memberships are left to the sweep in the background. */
export async function deleteSegment(q: Query, id: string): Promise<void> {
  await q.query("delete from segments where id = $1", [id]);
}

/** Freezes a document as the next version; whether it holds is said by `version`. @returns the version */
export async function addSegmentVersion(q: Query, id: string, document: SegmentDocument, by: string, now: Instant): Promise<number> {
  const { rows } = await q.query<{ version: number }>(
    "update segments set newest = newest + 1, draft = null, build_error = null, updated_at = $2 where id = $1 returning newest as version",
    [id, formatInstant(now)],
  );
  const version = rows[0]?.version ?? 0;
  await q.query("insert into segment_versions (segment_id, version, document, published_at, published_by) values ($1, $2, $3::text::jsonb, $4, $5)", [
    id,
    version,
    JSON.stringify(document),
    formatInstant(now),
    by,
  ]);
  return version;
}

/** The words of a list change in place: its memberships hold whatever it is called. */
export async function rewriteList(q: Query, id: string, document: SegmentDocument, now: Instant): Promise<void> {
  await q.query("update segment_versions set document = $2::text::jsonb where segment_id = $1", [id, JSON.stringify(document)]);
  await q.query("update segments set key = $2, updated_at = $3 where id = $1", [id, document.key, formatInstant(now)]);
}

/** Makes it the version whose memberships hold. */
export async function makeLive(q: Query, id: string, version: number): Promise<void> {
  await q.query("update segments set version = $2 where id = $1", [id, version]);
}

export interface SegmentVersionRow {
  readonly version: number;
  readonly document: SegmentDocument;
  readonly publishedAt: Instant;
  readonly publishedBy: string;
}

/** Newest first. */
export async function listSegmentVersions(q: Query, id: string): Promise<SegmentVersionRow[]> {
  const { rows } = await q.query<SegmentVersionRow>(
    `select version, document, published_at as "publishedAt", published_by as "publishedBy" from segment_versions where segment_id = $1 order by version desc`,
    [id],
  );
  return rows;
}

export interface CampaignUse {
  readonly kind: "campaign" | "journey";
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly status: string;
  readonly draft: unknown;
  readonly launched: unknown;
}

/** Campaigns whose documents hold a text somewhere: candidates that are looked at in memory. Archived ones do not count. */
export async function campaignsMentioning(q: Query, workspaceId: number, text: string): Promise<CampaignUse[]> {
  const { rows } = await q.query<CampaignUse>(
    `select c.id, c.key, c.kind, coalesce(c.draft, v.document) ->> 'name' as name, c.status, c.draft, v.document as launched
     from campaigns c left join campaign_versions v on v.campaign_id = c.id and v.version = c.version
     where c.workspace_id = $1 and c.kind <> 'message' and c.status <> 'archived' and strpos(coalesce(c.draft::text, '') || coalesce(v.document::text, ''), $2) > 0
     order by c.key`,
    [workspaceId, text],
  );
  return rows;
}
