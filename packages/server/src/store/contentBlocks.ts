import { type ContentBlock, contentBlockKey, formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** A content block as people work on it. */
export interface ContentBlockRow {
  readonly id: string;
  readonly workspaceId: number;
  /** Its name in small letters. */
  readonly key: string;
  /** The document being edited; null once it equals the newest version. */
  readonly draft: ContentBlock | null;
  /** Newest published version; 0 before the first. */
  readonly version: number;
  /** Document of that version. */
  readonly published: ContentBlock | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly publishedAt: Instant | null;
  readonly deletedAt: Instant | null;
}

const COLUMNS = `b.id, b.workspace_id as "workspaceId", b.key, b.draft, b.version, v.document as published, b.created_at as "createdAt",
  b.updated_at as "updatedAt", b.published_at as "publishedAt", b.deleted_at as "deletedAt"`;
const FROM = "content_blocks b left join content_block_versions v on v.block_id = b.id and v.version = b.version";
const DOCUMENT = "coalesce(b.draft, v.document)";

/** @returns false where the name is taken */
export async function insertContentBlock(
  q: Query,
  block: { readonly id: string; readonly workspaceId: number; readonly draft: ContentBlock; readonly now: Instant },
): Promise<boolean> {
  const { rowCount } = await q.query(
    `insert into content_blocks (id, workspace_id, key, draft, created_at, updated_at) values ($1, $2, $3, $4::text::jsonb, $5, $5)
     on conflict (workspace_id, key) where deleted_at is null do nothing`,
    [block.id, block.workspaceId, contentBlockKey(block.draft.name), JSON.stringify(block.draft), formatInstant(block.now)],
  );
  return rowCount === 1;
}

/** Also one that was deleted: `deletedAt` says so. */
export async function readContentBlock(q: Query, workspaceId: number, id: string): Promise<ContentBlockRow | null> {
  const { rows } = await q.query<ContentBlockRow>(`select ${COLUMNS} from ${FROM} where b.workspace_id = $1 and b.id = $2`, [workspaceId, id]);
  return rows[0] ?? null;
}

/** Reads it and holds it until the transaction ends. */
export async function lockContentBlock(q: Query, workspaceId: number, id: string): Promise<ContentBlockRow | null> {
  const { rows } = await q.query<ContentBlockRow>(`select ${COLUMNS} from ${FROM} where b.workspace_id = $1 and b.id = $2 for update of b`, [workspaceId, id]);
  return rows[0] ?? null;
}

export interface ContentBlockFilter {
  /** Part of the name or the description. */
  readonly search?: string | undefined;
  /** Change and id of the last one seen. */
  readonly after: { readonly updatedAt: Instant; readonly id: string } | null;
  readonly limit: number;
}

/** Last changed first. */
export async function listContentBlocks(q: Query, workspaceId: number, { search, after, limit }: ContentBlockFilter): Promise<ContentBlockRow[]> {
  const { rows } = await q.query<ContentBlockRow>(
    `select ${COLUMNS} from ${FROM}
     where b.workspace_id = $1 and b.deleted_at is null
       and ($2::text is null or strpos(b.key, lower($2)) > 0 or strpos(lower(${DOCUMENT} ->> 'description'), lower($2)) > 0)
       and ($3::timestamptz is null or (b.updated_at, b.id) < ($3, $4::uuid))
     order by b.updated_at desc, b.id desc limit $5`,
    [workspaceId, search ?? null, after === null ? null : formatInstant(after.updatedAt), after?.id ?? null, limit],
  );
  return rows;
}

export async function countContentBlocks(q: Query, workspaceId: number): Promise<number> {
  const { rows } = await q.query<{ count: number }>("select count(*)::int as count from content_blocks where workspace_id = $1 and deleted_at is null", [
    workspaceId,
  ]);
  return rows[0]?.count ?? 0;
}

/** All that are there, with what they say; used to find who names whom. */
export async function allContentBlocks(q: Query, workspaceId: number): Promise<ContentBlockRow[]> {
  const { rows } = await q.query<ContentBlockRow>(`select ${COLUMNS} from ${FROM} where b.workspace_id = $1 and b.deleted_at is null order by b.key`, [
    workspaceId,
  ]);
  return rows;
}

export async function saveContentBlockDraft(q: Query, id: string, key: string, draft: ContentBlock | null, now: Instant): Promise<void> {
  await q.query("update content_blocks set key = $2, draft = $3::text::jsonb, updated_at = $4 where id = $1", [
    id,
    key,
    draft === null ? null : JSON.stringify(draft),
    formatInstant(now),
  ]);
}

/** Another block of the workspace that has the key. */
export async function contentBlockKeyTaken(q: Query, workspaceId: number, key: string, exceptId: string): Promise<boolean> {
  const { rows } = await q.query("select 1 from content_blocks where workspace_id = $1 and key = $2 and id <> $3 and deleted_at is null", [
    workspaceId,
    key,
    exceptId,
  ]);
  return rows.length > 0;
}

export async function setContentBlockDeleted(q: Query, id: string, deletedAt: Instant | null, now: Instant): Promise<void> {
  await q.query("update content_blocks set deleted_at = $2, updated_at = $3 where id = $1", [
    id,
    deletedAt === null ? null : formatInstant(deletedAt),
    formatInstant(now),
  ]);
}

/** Freezes a document as the block's next version. */
export async function publishContentBlock(q: Query, id: string, version: number, document: ContentBlock, by: string, now: Instant): Promise<void> {
  await q.query("insert into content_block_versions (block_id, version, document, published_at, published_by) values ($1, $2, $3::text::jsonb, $4, $5)", [
    id,
    version,
    JSON.stringify(document),
    formatInstant(now),
    by,
  ]);
  await q.query("update content_blocks set draft = null, version = $2, updated_at = $3, published_at = $3 where id = $1", [id, version, formatInstant(now)]);
}

export interface ContentBlockVersionRow {
  readonly version: number;
  readonly document: ContentBlock;
  readonly publishedAt: Instant;
  readonly publishedBy: string;
}

const VERSIONS_MAX = 100;

/** Newest first. */
export async function contentBlockVersions(q: Query, id: string): Promise<ContentBlockVersionRow[]> {
  const { rows } = await q.query<ContentBlockVersionRow>(
    `select version, document, published_at as "publishedAt", published_by as "publishedBy"
     from content_block_versions where block_id = $1 order by version desc limit ${VERSIONS_MAX}`,
    [id],
  );
  return rows;
}

/** A published block that something may name. */
export interface PublishedBlock {
  readonly id: string;
  readonly key: string;
  readonly version: number;
  readonly document: ContentBlock;
}

export async function publishedBlocks(q: Query, workspaceId: number, keys: readonly string[]): Promise<PublishedBlock[]> {
  const { rows } = await q.query<PublishedBlock>(
    `select b.id, b.key, b.version, v.document from content_blocks b join content_block_versions v on v.block_id = b.id and v.version = b.version
     where b.workspace_id = $1 and b.deleted_at is null and b.key = any($2::text[])`,
    [workspaceId, keys],
  );
  return rows;
}

/** Names of all that are published: for "did you mean". */
export async function publishedBlockNames(q: Query, workspaceId: number): Promise<string[]> {
  const { rows } = await q.query<{ name: string }>(
    `select v.document ->> 'name' as name from content_blocks b join content_block_versions v on v.block_id = b.id and v.version = b.version
     where b.workspace_id = $1 and b.deleted_at is null order by b.key`,
    [workspaceId],
  );
  return rows.map((row) => row.name);
}

/** Which version of each block a version of a campaign sends, by the block's id. */
export type BlockPins = { readonly [blockId: string]: number };

export async function pinnedBlocks(q: Query, pins: BlockPins): Promise<PublishedBlock[]> {
  const { rows } = await q.query<PublishedBlock>(
    `select b.id, b.key, v.version, v.document
     from unnest($1::uuid[], $2::int[]) as u (id, version)
     join content_blocks b on b.id = u.id join content_block_versions v on v.block_id = u.id and v.version = u.version`,
    [Object.keys(pins), Object.values(pins)],
  );
  return rows;
}
