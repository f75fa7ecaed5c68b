import type { ConditionNode } from "../condition/condition.ts";
import type { SegmentDocument } from "../segment/segment.ts";

/** One stage of the life cycle. The first in the order whose rule holds is where a person is; the last takes everybody else. */
export interface StageDocument {
  /** Stable name in conditions, events and links: lower-case words joined by `-`. */
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  /** Who comes into it. Left out for the last one only. */
  readonly enter?: ConditionNode;
  /** Who is in it already stays while this holds, also where `enter` does not hold any more. */
  readonly stay?: ConditionNode;
}

/** The life cycle as a document: what marketers edit, what a published version freezes. */
export interface LifeCycleDocument extends SegmentDocument {
  readonly stages: readonly StageDocument[];
}

/**
 * The life cycle is kept as a segment is, with a membership whose value is the stage; this is its key, which no segment can have. What
 * asks for the stage reads `segment:$life-cycle`.
 */
export const LIFE_CYCLE = "$life-cycle";

export function lifeCycleOf(stages: readonly StageDocument[]): LifeCycleDocument {
  return { key: LIFE_CYCLE, name: "Life cycle", stages };
}

/** Which rule put somebody where they are: to come in, to stay, or none (the last stage takes whoever is left). */
export type StageRule = "enter" | "stay" | "rest";

export interface StageVerdict {
  readonly stage: StageDocument;
  readonly rule: StageRule;
}

/**
 * The stage of somebody who was in `previous` (null: nobody knows yet). Exactly one, by the order alone. Whoever moves is where they
 * would be moved again: the rule to stay only ever keeps, so judging twice is judging once.
 */
export function nextStage(stages: readonly StageDocument[], previous: string | null, holds: (condition: ConditionNode) => boolean): StageVerdict {
  for (const stage of stages) {
    if (stage.enter === undefined || holds(stage.enter)) return { stage, rule: stage.enter === undefined ? "rest" : "enter" };
    if (stage.key === previous && stage.stay !== undefined && holds(stage.stay)) return { stage, rule: "stay" };
  }
  throw new Error("The last stage of a life cycle takes everybody who is left, so it has no rule.");
}

/** The rules of stages, in their order. */
export function rulesOf(stages: readonly StageDocument[]): readonly ConditionNode[] {
  return stages.flatMap(({ enter, stay }) => [enter, stay].filter((rule) => rule !== undefined));
}
