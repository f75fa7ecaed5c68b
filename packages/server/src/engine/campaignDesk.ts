import type { CampaignDocument } from "@beckon/core";
import { publishVersion } from "../store/campaigns.ts";
import type { Query } from "../store/db.ts";
import { pinsFor } from "./contentBlocks.ts";
import { CourseDesk, type CourseDeskDeps, type Launching } from "./courseDesk.ts";

/** Where campaigns are made, changed, launched and stopped. */
export class CampaignDesk extends CourseDesk<CampaignDocument> {
  constructor(deps: CourseDeskDeps<CampaignDocument>) {
    super("campaign", deps);
  }

  protected async publish(tx: Query, { row, version, document, by, now }: Launching<CampaignDocument>): Promise<void> {
    await publishVersion(tx, row.id, version, document, by, now, { blocks: await pinsFor(tx, row.workspaceId, document) });
  }
}
