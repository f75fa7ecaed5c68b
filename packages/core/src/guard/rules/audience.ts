import type { ConditionNode } from "../../condition/condition.ts";
import type { SegmentCondition } from "../../condition/conditions/segmentCondition.ts";
import { required } from "../../condition/contradictions.ts";
import { judgeCondition } from "../../condition/judge.ts";
import type { Json } from "../../json.ts";
import { type GuardRule, skip } from "../question.ts";

/** The person must still belong to the audience; where the campaign says that once is enough, they must at least be in nothing that it leaves out. */
export const audience: GuardRule = ({ campaign: { document }, subject }) => {
  if (document.audience === undefined) return null;
  const asked: ConditionNode[] = document.recheckAudience === false ? required(document.audience).filter(isExclusion) : [document.audience];
  for (const condition of asked) {
    const finding = judgeCondition(condition, subject);
    if (!finding.holds) return skip("audience_not_met", { finding: finding as unknown as Json });
  }
  return null;
};

/** "Not in the segment ...": a list of people whom the campaign must not reach, also those who came onto it while they waited. */
function isExclusion(condition: ConditionNode): boolean {
  return condition.kind === "segment" && (condition as SegmentCondition).is === "not_in";
}
