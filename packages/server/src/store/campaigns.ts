import { type CampaignDocument, type CampaignStatus, formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** A campaign as people work on it: its state, and the draft where there is one. */
export interface CampaignRow {
  readonly id: string;
  readonly workspaceId: number;
  readonly key: string;
  readonly status: CampaignStatus;
  /** The document being edited; null once it equals the newest version. */
  readonly draft: CampaignDocument | null;
  /** Newest launched version; 0 before the first launch. */
  readonly version: number;
  /** Document of that version. */
  readonly launched: CampaignDocument | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly launchedAt: Instant | null;
}

const COLUMNS = `c.id, c.workspace_id as "workspaceId", c.key, c.status, c.draft, c.version, v.document as launched,
  c.created_at as "createdAt", c.updated_at as "updatedAt", c.launched_at as "launchedAt"`;
const FROM = "campaigns c left join campaign_versions v on v.campaign_id = c.id and v.version = c.version";

export async function insertCampaign(
  q: Query,
  campaign: { readonly id: string; readonly workspaceId: number; readonly draft: CampaignDocument; readonly now: Instant },
): Promise<boolean> {
  const { rowCount } = await q.query(
    `insert into campaigns (id, workspace_id, key, status, draft, created_at, updated_at)
     values ($1, $2, $3, 'draft', $4::text::jsonb, $5, $5) on conflict (workspace_id, key) do nothing`,
    [campaign.id, campaign.workspaceId, campaign.draft.key, JSON.stringify(campaign.draft), formatInstant(campaign.now)],
  );
  return rowCount === 1;
}

export async function readCampaign(q: Query, workspaceId: number, id: string): Promise<CampaignRow | null> {
  const { rows } = await q.query<CampaignRow>(`select ${COLUMNS} from ${FROM} where c.workspace_id = $1 and c.id = $2`, [workspaceId, id]);
  return rows[0] ?? null;
}

/** Reads it and holds it until the transaction ends. */
export async function lockCampaign(q: Query, workspaceId: number, id: string): Promise<CampaignRow | null> {
  const { rows } = await q.query<CampaignRow>(`select ${COLUMNS} from ${FROM} where c.workspace_id = $1 and c.id = $2 for update of c`, [workspaceId, id]);
  return rows[0] ?? null;
}

/** Every campaign of the workspace by its key: what a pull reads. */
export async function allCampaigns(q: Query, workspaceId: number): Promise<CampaignRow[]> {
  const { rows } = await q.query<CampaignRow>(`select ${COLUMNS} from ${FROM} where c.workspace_id = $1 order by c.key`, [workspaceId]);
  return rows;
}

export interface CampaignFilter {
  readonly status?: CampaignStatus | undefined;
  /** Part of the name or the key. */
  readonly search?: string | undefined;
  /** Changed-at and id of the last one seen. */
  readonly after?: { readonly updatedAt: Instant; readonly id: string } | undefined;
  readonly limit: number;
}

/** Last changed first. Archived ones only where they are asked for. */
export async function listCampaigns(q: Query, workspaceId: number, filter: CampaignFilter): Promise<CampaignRow[]> {
  const { rows } = await q.query<CampaignRow>(
    `select ${COLUMNS} from ${FROM}
     where c.workspace_id = $1
       and case when $2::text is null then c.status <> 'archived' else c.status = $2 end
       and ($3::text is null or strpos(c.key, lower($3)) > 0 or strpos(lower(coalesce(c.draft, v.document) ->> 'name'), lower($3)) > 0)
       and ($4::timestamptz is null or (c.updated_at, c.id) < ($4, $5::uuid))
     order by c.updated_at desc, c.id desc limit $6`,
    [
      workspaceId,
      filter.status ?? null,
      filter.search ?? null,
      filter.after ? formatInstant(filter.after.updatedAt) : null,
      filter.after?.id ?? null,
      filter.limit,
    ],
  );
  return rows;
}

/** Other campaigns of the workspace that have the key. */
export async function keyTaken(q: Query, workspaceId: number, key: string, exceptId: string): Promise<boolean> {
  const { rows } = await q.query("select 1 from campaigns where workspace_id = $1 and key = $2 and id <> $3", [workspaceId, key, exceptId]);
  return rows.length > 0;
}

export async function saveDraft(q: Query, id: string, key: string, draft: CampaignDocument | null, now: Instant): Promise<void> {
  await q.query("update campaigns set key = $2, draft = $3::text::jsonb, updated_at = $4 where id = $1", [
    id,
    key,
    draft === null ? null : JSON.stringify(draft),
    formatInstant(now),
  ]);
}

export async function setStatus(q: Query, id: string, status: CampaignStatus, now: Instant): Promise<void> {
  await q.query("update campaigns set status = $2, updated_at = $3 where id = $1", [id, status, formatInstant(now)]);
}

export async function deleteCampaign(q: Query, id: string): Promise<void> {
  await q.query("delete from campaigns where id = $1", [id]);
}

/** Freezes a document as the campaign's next version and makes it live. */
export async function publishVersion(q: Query, id: string, version: number, document: CampaignDocument, by: string, now: Instant): Promise<void> {
  await q.query("insert into campaign_versions (campaign_id, version, document, published_at, published_by) values ($1, $2, $3::text::jsonb, $4, $5)", [
    id,
    version,
    JSON.stringify(document),
    formatInstant(now),
    by,
  ]);
  await q.query("update campaigns set status = 'live', draft = null, version = $2, updated_at = $3, launched_at = $3 where id = $1", [
    id,
    version,
    formatInstant(now),
  ]);
}

export interface VersionRow {
  readonly version: number;
  readonly document: CampaignDocument;
  readonly publishedAt: Instant;
  readonly publishedBy: string;
  /** People who wait or are held in it. */
  readonly inside: number;
}

/** Newest first. */
export async function listVersions(q: Query, id: string): Promise<VersionRow[]> {
  const { rows } = await q.query<VersionRow>(
    `select v.version, v.document, v.published_at as "publishedAt", v.published_by as "publishedBy", coalesce(e.inside, 0) as inside
     from campaign_versions v
     left join (select version, count(*) as inside from enrollments where campaign_id = $1 and live and status in ('waiting', 'held') group by version) e
       on e.version = v.version
     where v.campaign_id = $1 order by v.version desc`,
    [id],
  );
  return rows;
}

export interface CampaignCountsRow {
  readonly campaignId: string;
  readonly entered: number;
  readonly waiting: number;
  readonly sent: number;
  readonly opened: number;
  readonly clicked: number;
  readonly converted: number;
}

/** The figures of a list of campaigns, one statement each for passages and sends. */
export async function countCampaigns(q: Query, ids: readonly string[]): Promise<Map<string, CampaignCountsRow>> {
  if (ids.length === 0) return new Map();
  const { rows: passages } = await q.query<{ campaignId: string; entered: number; waiting: number; converted: number }>(
    `select campaign_id as "campaignId", count(*) as entered, count(*) filter (where status in ('waiting', 'held')) as waiting, count(converted_at) as converted
     from enrollments where campaign_id = any($1::uuid[]) group by campaign_id`,
    [ids],
  );
  const { rows: sends } = await q.query<{ campaignId: string; sent: number; opened: number; clicked: number }>(
    `select campaign_id as "campaignId", count(*) filter (where state = 'sent') as sent, count(opened_at) as opened, count(clicked_at) as clicked
     from sends where campaign_id = any($1::uuid[]) group by campaign_id`,
    [ids],
  );
  const sent = new Map(sends.map((row) => [row.campaignId, row]));
  const none = { entered: 0, waiting: 0, converted: 0, sent: 0, opened: 0, clicked: 0 };
  const entered = new Map(passages.map((row) => [row.campaignId, row]));
  return new Map(ids.map((id) => [id, { campaignId: id, ...none, ...entered.get(id), ...sent.get(id) }]));
}

/** Most names that a check compares with; a workspace with more sends generated names. */
const KNOWN_NAMES_MAX = 5_000;

/** What a document may refer to: the workspace's campaigns, and the events and attributes that have arrived. */
export async function knownNames(q: Query, workspaceId: number): Promise<{ campaignIds: string[]; events: string[]; attributes: string[] }> {
  const { rows: campaigns } = await q.query<{ id: string }>("select id from campaigns where workspace_id = $1", [workspaceId]);
  const { rows: events } = await q.query<{ name: string }>("select name from event_registry where workspace_id = $1 order by last_seen_at desc limit $2", [
    workspaceId,
    KNOWN_NAMES_MAX,
  ]);
  const { rows: attributes } = await q.query<{ name: string }>(
    "select name from property_registry where workspace_id = $1 and event = '' order by last_seen_at desc limit $2",
    [workspaceId, KNOWN_NAMES_MAX],
  );
  return { campaignIds: campaigns.map((row) => row.id), events: events.map((row) => row.name), attributes: attributes.map((row) => row.name) };
}

/** Properties that every event with this name has had so far, by the registry's counts. A null is no value. */
export async function propertiesOfEvery(q: Query, workspaceId: number, event: string): Promise<string[]> {
  const { rows } = await q.query<{ name: string }>(
    `select p.name from event_registry e join property_registry p on p.workspace_id = e.workspace_id and p.event = e.name
     where e.workspace_id = $1 and e.name = $2 and e.count > 0
       and (select coalesce(sum(t.value::bigint), 0) from jsonb_each_text(p.types) as t where t.key <> 'null') >= e.count`,
    [workspaceId, event],
  );
  return rows.map((row) => row.name);
}

/** A live campaign that an event of this name triggers, the newest first; null where there is none. */
export async function liveCampaignOn(q: Query, workspaceId: number, event: string): Promise<{ readonly id: string; readonly name: string } | null> {
  const { rows } = await q.query<{ id: string; name: string }>(
    `select c.id, v.document->>'name' as name
     from campaigns c join campaign_versions v on v.campaign_id = c.id and v.version = c.version
     where c.workspace_id = $1 and c.status = 'live' and v.document->'trigger'->>'event' = $2
     order by c.launched_at desc limit 1`,
    [workspaceId, event],
  );
  return rows[0] ?? null;
}
