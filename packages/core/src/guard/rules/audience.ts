import { judgeCondition } from "../../condition/judge.ts";
import type { Json } from "../../json.ts";
import { type GuardRule, skip } from "../question.ts";

/** The person must still belong to the audience, unless the campaign says that once is enough. */
export const audience: GuardRule = ({ campaign: { document }, subject }) => {
  if (document.audience === undefined || document.recheckAudience === false) return null;
  const finding = judgeCondition(document.audience, subject);
  return finding.holds ? null : skip("audience_not_met", { finding: finding as unknown as Json });
};
