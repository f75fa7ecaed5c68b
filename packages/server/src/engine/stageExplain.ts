import {
  describeCondition,
  type Finding,
  type Instant,
  judgeCondition,
  judgeStages,
  LIFE_CYCLE,
  membershipKey,
  type StageRule,
  subjectOfState,
} from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import { viewProfile } from "./profileReader.ts";
import { readStanding } from "./standing.ts";

/** Where somebody is, since when and why, and until when if nothing happens. */
export interface StageStanding {
  readonly key: string;
  readonly name: string;
  readonly since: Instant;
  readonly until: Instant | null;
  readonly rule: StageRule;
  readonly sentence: string;
  readonly finding: Finding | null;
}

/** Null where no stages are live, or where the person's first event is on its way. @throws Refusal `not_found` */
export async function explainStage(
  db: Db,
  clock: Clock,
  workspaceId: number,
  profileId: string,
): Promise<{ readonly profileId: string; readonly standing: StageStanding | null }> {
  const seen = await viewProfile(db, workspaceId, profileId);
  const { profile } = seen.mergedInto === null ? seen : await viewProfile(db, workspaceId, seen.mergedInto);
  const { state, definitions } = await readStanding(db, profile);
  const lifeCycle = definitions.segments.byKey.get(LIFE_CYCLE);
  const stages = lifeCycle?.document.stages;
  const membership = lifeCycle && state.memberships.get(membershipKey({ segmentId: lifeCycle.id, version: lifeCycle.version }));
  const here = stages?.find(({ key }) => key === membership?.stage);
  if (!stages || !membership || !here) return { profileId: profile.id, standing: null };
  const subject = subjectOfState(state, definitions, clock.now());
  const verdict = judgeStages(stages, here.key, subject);
  const condition = verdict.rule === "rest" ? undefined : verdict.stage[verdict.rule];
  const name = seen.name ?? "This person";
  const standing = {
    key: here.key,
    name: here.name,
    since: membership.since,
    until: verdict.lapse,
    rule: verdict.rule,
    sentence: condition ? `${name} ${VERBS[verdict.rule]}: ${describeCondition(condition)}.` : `${name} fits no stage before it.`,
    finding: condition ? judgeCondition(condition, subject) : null,
  };
  return { profileId: profile.id, standing };
}

const VERBS: { readonly [rule in StageRule]: string } = { enter: "belongs here", stay: "stays here", rest: "is here" };
