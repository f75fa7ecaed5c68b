import type { AllCondition, ConditionNode, SegmentCondition } from "@beckon/core";
import { groupOf, nodeOf } from "../../../../conditions/conditionGroup.ts";

/** An audience as its form shows it: the segment it is for, those it leaves out, and what else is asked. */
export interface AudienceSegments {
  readonly within: string | null;
  readonly without: readonly string[];
  readonly rest: ConditionNode | undefined;
}

/** Takes the segments out of an audience whose conditions must all hold; any other is left as it is. */
export function segmentsOfAudience(audience: ConditionNode | undefined): AudienceSegments {
  const { mode, conditions } = groupOf(audience);
  if (mode !== "all") return { within: null, without: [], rest: audience };
  const within = conditions.find((condition): condition is SegmentCondition => isSegment(condition) && condition.is === "in");
  const without = conditions.filter((condition): condition is SegmentCondition => isSegment(condition) && condition.is === "not_in");
  const rest = conditions.filter((condition) => condition !== within && !without.some((other) => other === condition));
  return { within: within?.segment ?? null, without: without.map(({ segment }) => segment), rest: nodeOf({ mode, conditions: rest }) };
}

/** The audience again, said as plainly as it can be. */
export function audienceOf({ within, without, rest }: AudienceSegments): ConditionNode | undefined {
  const segments: SegmentCondition[] = [
    ...(within === null ? [] : [{ kind: "segment", segment: within, is: "in" } as const]),
    ...without.map((segment) => ({ kind: "segment", segment, is: "not_in" }) as const),
  ];
  if (segments.length === 0) return rest;
  const others = rest === undefined ? [] : rest.kind === "all" ? (rest as AllCondition).conditions : [rest];
  return nodeOf({ mode: "all", conditions: [...segments, ...others] });
}

function isSegment(condition: ConditionNode): condition is SegmentCondition {
  return condition.kind === "segment";
}
