import type { SegmentBuild } from "../segment/segmentIndex.ts";
import type { Instant } from "../time/instant.ts";
import { computeAttributes } from "./computeAttributes.ts";
import type { Definitions, ProfileState, Timer } from "./decide.types.ts";
import { judgeAll } from "./settleSegments.ts";
import { Turn } from "./turn.ts";

/** What a back-fill is to write for one profile: the state with its memberships and computed attributes, and the timers that go with them. */
export interface BuiltProfile {
  readonly state: ProfileState;
  readonly setTimers: readonly Timer[];
}

/**
 * Judges everything that a back-fill keeps for one profile, by the code of the live decision and without causing anything.
 *
 * @param state with the aggregates the build asks for, computed from the whole history up to `now`, and the memberships of the
 *              segments that its conditions refer to and that are live already
 */
export function buildProfile(state: ProfileState, { segments: index }: SegmentBuild, definitions: Definitions, now: Instant): BuiltProfile {
  const build = { segments: index, built: ALL };
  const turn = new Turn({ ...state, isNew: false }, "build", { ...definitions, building: [build] }, now);
  for (const id of index.attributesFrom.keys()) turn.past.touched.add(`aggregate:${id}`);
  computeAttributes(turn, null);
  judgeAll(turn, index);
  return { state: turn.state, setTimers: turn.effects.setTimers };
}

/** Brings the computed attributes of one profile in line with what holds, without causing anything: they have just been built, or the past is another. */
export function computeProfile(state: ProfileState, definitions: Definitions, now: Instant): BuiltProfile {
  const turn = new Turn({ ...state, isNew: false }, "compute", { ...definitions, building: [] }, now);
  for (const id of definitions.segments.attributesFrom.keys()) turn.past.touched.add(`aggregate:${id}`);
  computeAttributes(turn, null);
  return { state: turn.state, setTimers: turn.effects.setTimers };
}

/** The bucket counts as built for the one who is being built. */
const ALL: ReadonlySet<number> = new Set(Array.from({ length: 256 }, (_, bucket) => bucket));
