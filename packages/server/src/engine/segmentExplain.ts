import { describeCondition, type Finding, type Instant, judgeCondition, lapseOf, membershipKey, type Profile, subjectOfState } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import type { SegmentRow } from "../store/segments.ts";
import { viewProfile } from "./profileReader.ts";
import { Refusal } from "./refusal.ts";
import { documentOf } from "./segmentDesk.ts";
import { readStanding } from "./standing.ts";

/** Whether somebody is a member, why, since when, and until when if nothing happens. */
export interface SegmentAnswer {
  readonly member: boolean;
  readonly since: Instant | null;
  readonly until: Instant | null;
  readonly sentence: string;
  readonly finding: Finding | null;
}

/** When the person leaves each of the segments by time alone; null where time alone changes nothing. @throws Refusal `not_found` */
export async function leavingTimes(db: Db, clock: Clock, profile: Profile): Promise<(segmentId: string) => Instant | null> {
  const { state, definitions } = await readStanding(db, profile);
  const subject = subjectOfState(state, definitions, clock.now());
  const byId = new Map(definitions.segments.segments.map((one) => [one.segment.id, one.condition]));
  return (segmentId) => {
    const condition = byId.get(segmentId) ?? null;
    return condition === null ? null : lapseOf(condition, subject);
  };
}

/** @throws Refusal `not_found`, `segment_not_live` */
export async function explainMember(db: Db, clock: Clock, segment: SegmentRow, profileId: string): Promise<SegmentAnswer> {
  if (!segment.live) throw new Refusal("segment_not_live", { segment: documentOf(segment).name });
  const seen = await viewProfile(db, segment.workspaceId, profileId);
  const { profile } = seen.mergedInto === null ? seen : await viewProfile(db, segment.workspaceId, seen.mergedInto);
  const { state, definitions } = await readStanding(db, profile);
  const membership = state.memberships.get(membershipKey({ segmentId: segment.id, version: segment.version }));
  const member = membership?.member ?? false;
  const name = seen.name ?? "This person";
  const { condition } = segment.live;
  const said = { member, since: membership?.since ?? null };
  if (!condition) return { ...said, until: null, finding: null, sentence: `${name} ${member ? "is" : "is not"} on the list.` };
  const subject = subjectOfState(state, definitions, clock.now());
  return {
    ...said,
    until: lapseOf(condition, subject),
    finding: judgeCondition(condition, subject),
    sentence: `${name} is ${member ? "" : "not "}in it. It takes: ${describeCondition(condition)}.`,
  };
}
