import type { Definitions } from "../decide/decide.types.ts";
import { INTERNAL } from "../event/event.ts";
import type { IndexedSegment } from "./segmentIndex.ts";

const PASSAGES = [INTERNAL.segmentEntered, INTERNAL.segmentLeft];

/**
 * The segment of a membership whose coming and going nobody else looks at: no other segment, no question about the past and no
 * campaign's trigger. When its window lapses, the membership and the event that says so are all that comes of it, for whoever has no
 * passage under way. Null where somebody may look, or while a version is being built.
 */
export function lapsesQuietly({ segments, building, listeners }: Definitions, membershipKey: string): IndexedSegment | null {
  const one = segments.byMembership.get(membershipKey);
  if (one === undefined || one.stages !== null || building.length > 0) return null;
  const { key } = one.segment;
  const isHeard = [`segment_entered:${key}`, `segment_left:${key}`, ...PASSAGES.map((name) => `event:${name}`)].some((heard) => listeners.has(heard));
  const isRead = segments.readers.has(`segment:${key}`) || PASSAGES.some((name) => segments.counting.has(name));
  return isHeard || isRead ? null : one;
}
