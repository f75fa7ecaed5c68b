import { bucketOf, type CampaignDocument, type ContentBlocks, formatInstant, INTERNAL, type Instant, type KeptContent } from "@beckon/core";
import { type BlockPins, pinnedBlocks } from "./contentBlocks.ts";
import type { Query } from "./db.ts";
import { storableJson, storableText } from "./storable.ts";

/** A rendered message to be kept, its texts deflated (`node:zlib` deflate; `messageList.ts` reads them back). */
export interface KeptMessage extends Pick<KeptContent, "title" | "sender" | "headers" | "details"> {
  readonly profileId: string;
  readonly sendId: string;
  readonly html: Buffer | null;
  readonly text: Buffer;
  readonly renderedAt: Instant;
}

/**
 * Keeps messages as they leave. A row per message and not arrays by `unnest`, because only a parameter of its own goes over
 * the wire as bytes; in an array it would be hexadecimal text of twice the size. A repeated attempt replaces what was kept.
 */
export async function keepMessages(q: Query, messages: readonly KeptMessage[]): Promise<void> {
  for (let start = 0; start < messages.length; start += ROWS_MAX) await keepSome(q, messages.slice(start, start + ROWS_MAX));
}

/** A statement takes 65,535 parameters; this keeps its text short. */
const ROWS_MAX = 100;

async function keepSome(q: Query, messages: readonly KeptMessage[]): Promise<void> {
  const rows = messages.map((_, index) => {
    const first = index * 9;
    return `($${first + 1}::int, $${first + 2}::uuid, $${first + 3}, $${first + 4}, $${first + 5}::bytea, $${first + 6}::bytea, $${first + 7}::text::jsonb, $${first + 8}::timestamptz, $${first + 9}::text::jsonb)`;
  });
  await q.query(
    `insert into messages (bucket, send_id, subject, sender, html, text, headers, rendered_at, details) values ${rows.join(", ")}
     on conflict (bucket, send_id) do update
     set subject = excluded.subject, sender = excluded.sender, html = excluded.html, text = excluded.text, headers = excluded.headers, rendered_at = excluded.rendered_at,
         details = excluded.details`,
    messages.flatMap((message) => [
      bucketOf(message.profileId),
      message.sendId,
      storableText(message.title),
      storableText(message.sender),
      message.html,
      message.text,
      storableJson(message.headers),
      formatInstant(message.renderedAt),
      message.details && storableJson(message.details),
    ]),
  );
}

/** The document of a version with all its content, which the engine's definitions leave out, and the content blocks that it sends. */
export interface VersionContent {
  readonly document: CampaignDocument;
  readonly blocks: ContentBlocks;
}

export async function readContentOf(q: Query, campaignId: string, version: number): Promise<VersionContent | null> {
  const { rows } = await q.query<{ document: CampaignDocument; pins: BlockPins | null }>(
    "select document, blocks as pins from campaign_versions where campaign_id = $1 and version = $2",
    [campaignId, version],
  );
  const [row] = rows;
  if (!row) return null;
  const blocks = row.pins === null ? [] : await pinnedBlocks(q, row.pins);
  return { document: row.document, blocks: new Map(blocks.map((block) => [block.key, block.document])) };
}

/** A send as a link in its mail leads to it. */
export interface LinkedSend {
  readonly id: string;
  readonly workspaceId: number;
  readonly workspaceName: string;
  readonly profileId: string;
  readonly campaignId: string;
  readonly campaignKey: string | null;
  readonly enrollmentId: string;
  readonly channel: string;
  readonly address: string;
  readonly topic: string | null;
  readonly sentAt: Instant | null;
}

/** `bucket` is that of the profile when the mail was sent; sends stay in it also after a merge. */
export async function readLinkedSend(q: Query, bucket: number, sendId: string): Promise<LinkedSend | null> {
  const { rows } = await q.query<LinkedSend>(
    `select s.id, s.workspace_id as "workspaceId", w.name as "workspaceName", s.profile_id as "profileId", s.campaign_id as "campaignId", c.key as "campaignKey",
       s.enrollment_id as "enrollmentId", s.channel, s.address, s.topic, coalesce(s.sent_at, s.claimed_at) as "sentAt"
     from sends s join workspaces w on w.id = s.workspace_id left join campaigns c on c.id = s.campaign_id
     where s.bucket = $1 and s.id = $2`,
    [bucket, sendId],
    "read_linked_send",
  );
  return rows[0] ?? null;
}

/** The topic that somebody asked for, where that is what started the enrollment. */
export async function readRequestedTopic(q: Query, bucket: number, enrollmentId: string): Promise<string | null> {
  const { rows } = await q.query<{ topic: string | null }>(
    `select body->'entry'->'properties'->>'topic' as topic from enrollments where bucket = $1 and id = $2 and body->'entry'->>'name' = $3`,
    [bucket, enrollmentId, INTERNAL.subscriptionRequested],
  );
  return rows[0]?.topic ?? null;
}
