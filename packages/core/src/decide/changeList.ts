import type { Input } from "./decide.types.ts";
import { listHappenings, settleSegments } from "./settleSegments.ts";
import { tell, tellPassages } from "./tell.ts";
import type { Turn } from "./turn.ts";

type ListInput = Extract<Input, { kind: "list" }>;

/** Somebody put the profile on a static list, or took it off: that is entering and leaving as with any segment. Twice is once. */
export function changeList(turn: Turn, { segmentId, member, stage, at, quiet = false }: ListInput): void {
  turn.at = Math.min(at, turn.now);
  const list = turn.definitions.segments.segments.find(({ segment, condition }) => segment.id === segmentId && condition === null);
  const before = list && turn.past.membershipIn(list);
  if (!list || ((before?.member ?? false) === member && before?.stage === stage)) return;
  const after = { segmentId, version: list.segment.version, member, since: turn.at, timerAt: null, ...(stage === undefined ? {} : { stage }) };
  turn.past.putMembership(after);
  turn.past.touched.add(`segment:${list.segment.key}`);
  const own = listHappenings(turn, list, { before, after });
  const happenings = [...own, ...settleSegments(turn, null)];
  if (quiet) tellPassages(turn, happenings);
  else tell(turn, happenings);
}
