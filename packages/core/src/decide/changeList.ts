import { membershipKey } from "../segment/segment.ts";
import type { Input } from "./decide.types.ts";
import type { Turn } from "./turn.ts";

type ListInput = Extract<Input, { kind: "list" }>;

/** Somebody put the profile on a static list, or took it off. Twice is once. */
export function changeList(turn: Turn, { segmentId, member, at }: ListInput): void {
  const list = turn.definitions.segments.segments.find(({ segment, condition }) => segment.id === segmentId && condition === null);
  if (!list) return;
  const key = membershipKey({ segmentId, version: list.segment.version });
  if ((turn.memberships.get(key)?.member ?? false) === member) return;
  turn.memberships.set(key, { segmentId, version: list.segment.version, member, since: at, timerAt: null });
}
