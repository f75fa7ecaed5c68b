import { type CampaignDocument, type Instant, type Reach, scaleReach, sumReach } from "@beckon/core";
import type { Query } from "../store/db.ts";
import { type ReplayQuestion, replaySample } from "./replaySample.ts";

/** What a draft would have done lately: the same decision as live, over what is stored, for as many people as a moment allows. */
export interface ReachEstimate extends Reach {
  readonly from: Instant;
  readonly to: Instant;
  /** Some people were looked at and stand for all. */
  readonly isSample: boolean;
  readonly peopleLookedAt: number;
}

export async function estimateReach(db: Query, question: ReplayQuestion<CampaignDocument>): Promise<ReachEstimate> {
  const { lives, looked, factor, from } = await replaySample(db, question);
  const reach = sumReach(
    lives.map(({ decisions }) => decisions),
    question.now,
    question.rules.timeZone,
  );
  return { ...scaleReach(reach, factor), from, to: question.now, isSample: factor !== 1, peopleLookedAt: looked };
}
