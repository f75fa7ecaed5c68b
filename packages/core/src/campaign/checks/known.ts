import type { Instant } from "../../time/instant.ts";
import type { WorkspaceRules } from "../campaign.ts";

/** What a check may know beside the document. Checks that need what is not given are left out. */
export interface Known {
  readonly rules?: Pick<WorkspaceRules, "topics" | "quietHours">;
  /** Ids of the workspace's campaigns, for triggers that name one. */
  readonly campaignIds?: readonly string[];
  /** Names of the events and attributes that have arrived so far. */
  readonly events?: readonly string[];
  readonly attributes?: readonly string[];
  /** Keys of the segments and static lists that are live. */
  readonly segments?: readonly string[];
  /** Keys of the stages of the life cycle that is published. */
  readonly stages?: readonly string[];
  /** Keys of the places of the workspace. */
  readonly places?: readonly string[];
  /** Keys of those that are drafts still. */
  readonly unpublishedSegments?: readonly string[];
  /** Keys of the journeys of the workspace. */
  readonly journeys?: readonly string[];
  /** The moment of checking, for what is over already. */
  readonly now?: Instant;
}
