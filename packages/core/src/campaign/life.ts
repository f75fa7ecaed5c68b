import { dayNumber, isDate, wallClock } from "../time/civil.ts";
import type { Instant } from "../time/instant.ts";
import { instantOfWall } from "../time/zone.ts";
import type { CourseDocument } from "./campaign.ts";

/** First instant at which people may enter, and first at which they may no more; null where it is open. */
export interface Life {
  readonly start: Instant | null;
  readonly end: Instant | null;
}

const ALWAYS: Life = { start: null, end: null };
const known = new WeakMap<object, Life>();

/** The absolute instants of a campaign's life, from its local times in the zone it states. */
export function lifeOf({ life }: Pick<CourseDocument, "life">): Life {
  if (life === undefined) return ALWAYS;
  const before = known.get(life);
  if (before !== undefined) return before;
  const instants = { start: localInstant(life.start, life.timeZone), end: localInstant(life.end, life.timeZone) };
  known.set(life, instants);
  return instants;
}

export const localDateTimePattern = "^\\d{4}-\\d{2}-\\d{2}T(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d)?$";

/** The instant of a local `2026-12-01T00:00` (seconds allowed) in the zone, or null where it is none. */
export function localInstant(text: string | undefined, timeZone: string): Instant | null {
  const match = text === undefined ? null : /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0)) as [number, number, number, number, number, number];
  if (!isDate(year, month, day) || hour > 23 || minute > 59 || second > 59) return null;
  return instantOfWall(timeZone, wallClock(dayNumber(year, month, day), ((hour * 60 + minute) * 60 + second) * 1000));
}
