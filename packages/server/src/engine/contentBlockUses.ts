import { blocksNamedInDocument, type CampaignStatus, type SendStep } from "@beckon/core";
import { campaignsNamingBlocks, journeysNamingBlocks, type NamingCampaign, type NamingJourney } from "../store/campaignBlocks.ts";
import { allContentBlocks, type ContentBlockRow } from "../store/contentBlocks.ts";
import type { Query } from "../store/db.ts";

/** Where a block is named. */
export interface ContentBlockUse {
  readonly kind: "campaign" | "journey" | "content_block";
  readonly id: string;
  readonly name: string;
  /** Of a campaign or journey. */
  readonly status: CampaignStatus | null;
  /** The version of the block that goes out with it; null where nothing goes out yet. */
  readonly version: number | null;
}

/** Who names each block of a workspace, by the block's key: campaigns by their names, then drafts of journeys, then blocks. */
export class ContentBlockUses {
  readonly #campaigns: readonly { readonly campaign: NamingCampaign; readonly keys: ReadonlySet<string> }[];
  readonly #journeys: readonly { readonly journey: NamingJourney; readonly keys: ReadonlySet<string> }[];
  readonly #blocks: readonly { readonly block: ContentBlockRow; readonly keys: ReadonlySet<string> }[];

  private constructor(campaigns: readonly NamingCampaign[], journeys: readonly NamingJourney[], blocks: readonly ContentBlockRow[]) {
    this.#campaigns = campaigns.map((campaign) => ({ campaign, keys: blocksNamedInDocument([campaign.draft?.message, campaign.launched?.message]) }));
    this.#journeys = journeys.map((journey) => ({ journey, keys: blocksNamedInDocument(journey.draft.steps.map((step) => (step as SendStep).message)) }));
    this.#blocks = blocks.map((block) => ({ block, keys: blocksNamedInDocument([block.draft, block.published]) }));
  }

  static async read(q: Query, workspaceId: number): Promise<ContentBlockUses> {
    return new ContentBlockUses(
      await campaignsNamingBlocks(q, workspaceId),
      await journeysNamingBlocks(q, workspaceId),
      await allContentBlocks(q, workspaceId),
    );
  }

  /** Also campaigns that have it through another block, where it goes out with them. */
  of({ id, key }: Pick<ContentBlockRow, "id" | "key">): ContentBlockUse[] {
    const campaigns = this.#campaigns
      .filter(({ campaign, keys }) => keys.has(key) || (campaign.pins !== null && id in campaign.pins))
      .map(
        ({ campaign }): ContentBlockUse => ({
          kind: "campaign",
          id: campaign.id,
          name: campaign.name,
          status: campaign.status,
          version: campaign.pins?.[id] ?? null,
        }),
      );
    const journeys = this.#journeys
      .filter(({ keys }) => keys.has(key))
      .map(({ journey }): ContentBlockUse => ({ kind: "journey", id: journey.id, name: journey.name, status: journey.status, version: null }));
    const blocks = this.#blocks
      .filter(({ block, keys }) => keys.has(key) && block.id !== id)
      .map(
        ({ block }): ContentBlockUse => ({
          kind: "content_block",
          id: block.id,
          name: (block.draft ?? block.published)?.name ?? block.key,
          status: null,
          version: null,
        }),
      );
    return [...campaigns, ...journeys, ...blocks];
  }
}
