import type { CampaignDocument, CampaignStatus, JourneyDocument } from "@beckon/core";
import type { BlockPins } from "./contentBlocks.ts";
import type { Query } from "./db.ts";

/** The draft of a journey whose messages may name content blocks. */
export interface NamingJourney {
  readonly id: string;
  readonly name: string;
  readonly status: CampaignStatus;
  readonly draft: JourneyDocument;
}

/** Drafts of journeys of which a text names some content block; their launched messages are campaigns. */
export async function journeysNamingBlocks(q: Query, workspaceId: number): Promise<NamingJourney[]> {
  const { rows } = await q.query<NamingJourney>(
    `select id, draft ->> 'name' as name, status, draft from campaigns
     where workspace_id = $1 and kind = 'journey' and status <> 'archived' and strpos((draft -> 'steps')::text, 'content_blocks') > 0
     order by lower(draft ->> 'name'), id`,
    [workspaceId],
  );
  return rows;
}

/** A campaign that may name content blocks. */
export interface NamingCampaign {
  readonly id: string;
  readonly name: string;
  readonly status: CampaignStatus;
  readonly draft: CampaignDocument | null;
  readonly launched: CampaignDocument | null;
  readonly pins: BlockPins | null;
}

/** Campaigns, the archived ones aside, of which a text names some content block. */
export async function campaignsNamingBlocks(q: Query, workspaceId: number): Promise<NamingCampaign[]> {
  const { rows } = await q.query<NamingCampaign>(
    `select c.id, coalesce(c.draft, v.document) ->> 'name' as name, c.status, c.draft, v.document as launched, v.blocks as pins
     from campaigns c left join campaign_versions v on v.campaign_id = c.id and v.version = c.version
     where c.workspace_id = $1 and c.kind <> 'journey' and c.status <> 'archived'
       and (strpos((c.draft -> 'message')::text, 'content_blocks') > 0 or v.blocks is not null)
     order by lower(coalesce(c.draft, v.document) ->> 'name'), c.id`,
    [workspaceId],
  );
  return rows;
}

/** A version of a campaign that runs, and what it sends of content blocks. */
export interface PinnedVersion {
  readonly campaignId: string;
  readonly version: number;
  /** The one that people enter. */
  readonly isNewest: boolean;
  readonly document: CampaignDocument;
  readonly pins: BlockPins;
}

/** Versions of live and paused campaigns that send the block; people may be inside older ones too. */
export async function runningVersionsWith(q: Query, workspaceId: number, blockId: string): Promise<PinnedVersion[]> {
  const { rows } = await q.query<PinnedVersion>(
    `select v.campaign_id as "campaignId", v.version, v.version = c.version as "isNewest", v.document, v.blocks as pins
     from campaigns c join campaign_versions v on v.campaign_id = c.id
     where c.workspace_id = $1 and c.status in ('live', 'paused') and v.blocks ? $2::text
     order by v.campaign_id, v.version`,
    [workspaceId, blockId],
  );
  return rows;
}

export async function setPins(q: Query, campaignId: string, version: number, pins: BlockPins | null): Promise<void> {
  await q.query("update campaign_versions set blocks = $3::text::jsonb where campaign_id = $1 and version = $2", [
    campaignId,
    version,
    pins === null ? null : JSON.stringify(pins),
  ]);
}
