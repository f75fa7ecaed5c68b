import { civilOf, dayNumber, parseTimeOfDay, wallClock, weekdayOf } from "./civil.ts";
import { DAY, HOUR, type Instant } from "./instant.ts";
import { type Transitions, transitionsOf } from "./transitions.ts";

/** Date and time on the wall in some zone. `weekday` 1 = Monday ... 7 = Sunday. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
}

/** What names one moment on the wall. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
}

export type CalendarPeriod = "day" | "week" | "month";

/** Whether it is a zone we can reckon in: an IANA name such as `Europe/Berlin`, or `UTC`. Bare offsets (`+02:00`) are none: they know no summer. */
export function isZone(name: unknown): name is string {
  return typeof name === "string" && transitionsOf(name) !== null;
}

/** Milliseconds to add to an instant to get the wall clock of the zone. An unknown zone counts as UTC. */
export function offsetAt(zone: string, at: Instant): number {
  return transitionsOf(zone)?.offsetAt(at) ?? 0;
}

/** Until when the offset of `at` surely holds (a change of the clocks, or earlier): the first instant that must be asked about anew. */
export function offsetEndsAt(zone: string, at: Instant): Instant {
  return transitionsOf(zone)?.endOfOffset(at) ?? Number.POSITIVE_INFINITY;
}

export function localOf(zone: string, at: Instant): LocalTime {
  const wall = at + offsetAt(zone, at);
  const days = Math.floor(wall / DAY);
  const seconds = Math.floor((wall - days * DAY) / 1000);
  const { year, month, day } = civilOf(days);
  return {
    year,
    month,
    day,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    weekday: weekdayOf(days),
  };
}

/** The instant at which the wall shows `local`. A time that a daylight-saving gap swallows is the first instant after the gap; one that exists twice is the first. */
export function instantOf(zone: string, local: WallTime): Instant {
  const msOfDay = ((local.hour ?? 0) * 3600 + (local.minute ?? 0) * 60 + (local.second ?? 0)) * 1000;
  return instantOfWall(zone, wallClock(dayNumber(local.year, local.month, local.day), msOfDay));
}

/** As `instantOf`, for a wall clock given as milliseconds (see `wallClock`). */
export function instantOfWall(zone: string, wall: number): Instant {
  const transitions = transitionsOf(zone);
  return transitions === null ? wall : fromWall(transitions, wall);
}

/** No zone is further than this from UTC, so the wanted instant is within it of the wall clock read as UTC. */
const OFFSET_MAX = 26 * HOUR;

function fromWall(transitions: Transitions, wall: number): Instant {
  let from = wall - OFFSET_MAX;
  while (from <= wall + OFFSET_MAX) {
    const at = wall - transitions.offsetAt(from);
    if (at < from) return from;
    const end = transitions.endOfOffset(from);
    if (at < end) return at;
    from = end;
  }
  return wall;
}

/** Day number (days since 1970-01-01) of the local date. */
export function localDay(zone: string, at: Instant): number {
  return Math.floor((at + offsetAt(zone, at)) / DAY);
}

export function startOfDay(zone: string, at: Instant): Instant {
  return instantOfWall(zone, localDay(zone, at) * DAY);
}

/** Weeks begin on Monday. */
export function startOfWeek(zone: string, at: Instant): Instant {
  const day = localDay(zone, at);
  return instantOfWall(zone, (day - weekdayOf(day) + 1) * DAY);
}

export function startOfMonth(zone: string, at: Instant): Instant {
  const { year, month } = civilOf(localDay(zone, at));
  return instantOfWall(zone, dayNumber(year, month, 1) * DAY);
}

/** Beginning of the local day, week or month that `at` is in. */
export function startOf(period: CalendarPeriod, zone: string, at: Instant): Instant {
  return period === "day" ? startOfDay(zone, at) : period === "week" ? startOfWeek(zone, at) : startOfMonth(zone, at);
}

/** Beginning of the local day, week or month after the one that `at` is in. */
export function startOfNext(period: CalendarPeriod, zone: string, at: Instant): Instant {
  const day = localDay(zone, at);
  if (period === "day") return instantOfWall(zone, (day + 1) * DAY);
  if (period === "week") return instantOfWall(zone, (day - weekdayOf(day) + 8) * DAY);
  const { year, month } = civilOf(day);
  return instantOfWall(zone, dayNumber(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) * DAY);
}

/**
 * The first instant at or after `from` that is `time` (`HH:MM`) on one of the weekdays (all where left out or empty).
 * The weekday is that of the date named, also where a gap moves the time. Null for a time that is none.
 */
export function nextLocalTime(zone: string, from: Instant, time: string, weekdays?: readonly number[]): Instant | null {
  const msOfDay = parseTimeOfDay(time);
  if (msOfDay === null) return null;
  const today = localDay(zone, from);
  // From yesterday, because a gap over midnight can move yesterday's time into today.
  for (let day = today - 1; day <= today + 9; day++) {
    if (weekdays?.length && !weekdays.includes(weekdayOf(day))) continue;
    const at = instantOfWall(zone, wallClock(day, msOfDay));
    if (at >= from) return at;
  }
  return null;
}
