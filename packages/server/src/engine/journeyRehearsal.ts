import { type Instant, type JourneyDocument, type Rehearsal, sumRehearsal } from "@beckon/core";
import type { Query } from "../store/db.ts";
import { type ReplayQuestion, replaySample } from "./replaySample.ts";

/** What a draft of a journey would have done lately, among the people that were looked at. */
export interface RehearsalAnswer extends Rehearsal {
  readonly from: Instant;
  readonly to: Instant;
  readonly peopleLookedAt: number;
  /** One of the people looked at stands for so many. */
  readonly factor: number;
}

export async function rehearseJourney(db: Query, question: ReplayQuestion<JourneyDocument>): Promise<RehearsalAnswer> {
  const { course, lives, looked, factor, from } = await replaySample(db, question);
  const rehearsal = sumRehearsal(lives, course, question.now, question.rules.timeZone);
  return { ...rehearsal, from, to: question.now, peopleLookedAt: looked, factor };
}
