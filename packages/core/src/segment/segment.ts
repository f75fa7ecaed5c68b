import type { ConditionNode } from "../condition/condition.ts";
import { rulesOf, type StageDocument } from "../stage/stage.ts";
import type { Instant } from "../time/instant.ts";

/** A segment as a document: what marketers edit, what a published version freezes. */
export interface SegmentDocument {
  /** Stable name in files, conditions and links: lower-case words joined by `-`. */
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  /** Who belongs to it. Left out for a static list, whose members are named one by one. */
  readonly condition?: ConditionNode;
  /** Of the life cycle only, to which everybody belongs: each person is in one of its stages. */
  readonly stages?: readonly StageDocument[];
}

/** All that decides who belongs to it, and where. */
export function conditionsOf({ condition, stages = [] }: SegmentDocument): readonly ConditionNode[] {
  return [...(condition === undefined ? [] : [condition]), ...rulesOf(stages)];
}

/** A published version of a segment. Only published versions are handed to `decide`; drafts are judged by the preview alone. */
export interface Segment {
  readonly id: string;
  readonly workspaceId: number;
  readonly key: string;
  readonly version: number;
  readonly document: SegmentDocument;
}

/**
 * One profile in one version of a segment; or not in it, where `member` is false. A row that is not there means the same as one
 * that says no and has no timer, so the store needs none for people whom the segment never concerned.
 */
export interface Membership {
  readonly segmentId: string;
  readonly version: number;
  readonly member: boolean;
  /** Since when it is so: the instant of the event, or the exact instant at which a window lapsed. */
  readonly since: Instant;
  /** The timer that is set (`kind` "segment", `subject` the membership's key), or null. It moves lazily: see decision 0040. */
  readonly timerAt: Instant | null;
  /** Of the life cycle: the stage that the profile is in, since `since`. */
  readonly stage?: string;
}

/** The key of a membership in `ProfileState.memberships`, and the subject of its timer. */
export function membershipKey({ segmentId, version }: Pick<Membership, "segmentId" | "version">): string {
  return `${segmentId}@${version}`;
}
