import type { ConditionNode, Subject } from "../condition/condition.ts";
import { judgeCondition, lapseOf } from "../condition/judge.ts";
import type { Instant } from "../time/instant.ts";
import { nextStage, type StageDocument, type StageVerdict } from "./stage.ts";

/** Where somebody is now, and when time alone may change it: only the rules that were asked on the way can. */
export function judgeStages(stages: readonly StageDocument[], previous: string | null, subject: Subject): StageVerdict & { readonly lapse: Instant | null } {
  let lapse: Instant | null = null;
  const holds = (rule: ConditionNode): boolean => {
    const next = lapseOf(rule, subject);
    if (next !== null && (lapse === null || next < lapse)) lapse = next;
    return judgeCondition(rule, subject).holds;
  };
  return { ...nextStage(stages, previous, holds), lapse };
}
