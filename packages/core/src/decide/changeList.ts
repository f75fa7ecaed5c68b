import type { Happening } from "../trigger/trigger.ts";
import type { Input, ToldMembership } from "./decide.types.ts";
import { listHappenings, settleSegments } from "./settleSegments.ts";
import { tell, tellPassages } from "./tell.ts";
import type { Turn } from "./turn.ts";

type ListInput = Extract<Input, { kind: "list" }>;

/** Somebody put the profile on a static list, or took it off: that is entering and leaving as with any segment. */
export function changeList(turn: Turn, { at, quiet = false, also = [], ...told }: ListInput): void {
  turn.at = Math.min(at, turn.now);
  const own = [told, ...also].flatMap((one) => standAsTold(turn, one));
  if (own.length === 0) return;
  const happenings = [...own, ...settleSegments(turn, null)];
  if (quiet) tellPassages(turn, happenings);
  else tell(turn, happenings);
}

/** The profile stands in a segment without a condition as it is told. Twice is once. */
export function standAsTold(turn: Turn, { segmentId, member, stage }: ToldMembership): Happening[] {
  const list = turn.definitions.segments.segments.find(({ segment, condition }) => segment.id === segmentId && condition === null);
  const before = list && turn.past.membershipIn(list);
  if (!list || ((before?.member ?? false) === member && before?.stage === stage)) return [];
  const after = { segmentId, version: list.segment.version, member, since: turn.at, timerAt: null, ...(stage === undefined ? {} : { stage }) };
  turn.past.putMembership(after);
  turn.past.touched.add(`segment:${list.segment.key}`);
  return listHappenings(turn, list, { before, after });
}
