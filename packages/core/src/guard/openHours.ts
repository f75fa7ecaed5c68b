import type { SendWindow } from "../campaign/campaign.ts";
import { parseTimeOfDay } from "../time/civil.ts";
import { DAY, type Instant } from "../time/instant.ts";
import { offsetAt, offsetEndsAt } from "../time/zone.ts";

/**
 * When messages may go, by the recipient's clock: stretches of the week in milliseconds since Monday 00:00, in order
 * and apart. Empty = never.
 */
export type OpenHours = readonly Stretch[];

interface Stretch {
  readonly from: number;
  readonly to: number;
}

const WEEK = 7 * DAY;
/** Every weekly window opens within a week; beyond it lie only those that a daylight-saving gap swallowed. */
const LOOK_AHEAD = 8 * DAY;

const ALL_WEEK: OpenHours = [{ from: 0, to: WEEK }];

/** The hours of a send window. Over midnight (`22:00` to `02:00`) the night belongs to the day on which it begins. */
export function hoursOfWindow(window: SendWindow | undefined): OpenHours {
  if (window === undefined) return ALL_WEEK;
  const days = window.weekdays?.length ? window.weekdays : [1, 2, 3, 4, 5, 6, 7];
  return daily(window.from, window.to, days);
}

/** The hours that quiet hours leave. Equal ends are no quiet hours. */
export function hoursBesideQuiet(quiet: { readonly from: string; readonly to: string } | null): OpenHours {
  return quiet === null ? ALL_WEEK : complement(daily(quiet.from, quiet.to, [1, 2, 3, 4, 5, 6, 7]));
}

export function both(a: OpenHours, b: OpenHours): OpenHours {
  if (a === ALL_WEEK) return b;
  if (b === ALL_WEEK) return a;
  const stretches: Stretch[] = [];
  for (const x of a) {
    for (const y of b) {
      const from = Math.max(x.from, y.from);
      const to = Math.min(x.to, y.to);
      if (from < to) stretches.push({ from, to });
    }
  }
  return stretches;
}

export function isOpen(hours: OpenHours, timeZone: string, at: Instant): boolean {
  if (hours === ALL_WEEK) return true;
  const moment = weekTime(at + offsetAt(timeZone, at));
  return hours.some(({ from, to }) => moment >= from && moment < to);
}

/** The first open instant at or after `from`, or null where there is none within eight days. */
export function nextOpen(hours: OpenHours, timeZone: string, from: Instant): Instant | null {
  if (hours === ALL_WEEK) return from;
  if (hours.length === 0) return null;
  const limit = from + LOOK_AHEAD;
  // Between two changes of the clocks local time runs evenly, so each such stretch is one sum.
  for (let at = from; at <= limit; at = offsetEndsAt(timeZone, at)) {
    const offset = offsetAt(timeZone, at);
    const open = firstOpenWall(hours, at + offset) - offset;
    if (open < offsetEndsAt(timeZone, at)) return open <= limit ? open : null;
  }
  return null;
}

function firstOpenWall(hours: OpenHours, wall: number): number {
  const moment = weekTime(wall);
  const monday = wall - moment;
  for (const { from, to } of hours) if (moment < to) return monday + Math.max(from, moment);
  return monday + WEEK + hours[0]!.from;
}

/** Milliseconds since Monday 00:00. 1970-01-01 was a Thursday. */
function weekTime(wall: number): number {
  return (((wall + 3 * DAY) % WEEK) + WEEK) % WEEK;
}

function daily(fromText: string, toText: string, weekdays: readonly number[]): OpenHours {
  const from = parseTimeOfDay(fromText);
  const to = parseTimeOfDay(toText);
  if (from === null || to === null || from === to) return [];
  const length = to > from ? to - from : to + DAY - from;
  const stretches: Stretch[] = [];
  for (const weekday of weekdays) {
    const start = (weekday - 1) * DAY + from;
    if (start < WEEK) stretches.push({ from: start, to: Math.min(start + length, WEEK) });
    if (start + length > WEEK) stretches.push({ from: Math.max(0, start - WEEK), to: start + length - WEEK });
  }
  return merged(stretches);
}

function merged(stretches: readonly Stretch[]): OpenHours {
  const result: Stretch[] = [];
  for (const next of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = result[result.length - 1];
    if (last === undefined || next.from > last.to) result.push(next);
    else result[result.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
  }
  return result;
}

function complement(hours: OpenHours): OpenHours {
  if (hours.length === 0) return ALL_WEEK;
  const result: Stretch[] = [];
  let free = 0;
  for (const { from, to } of hours) {
    if (from > free) result.push({ from: free, to: from });
    free = to;
  }
  if (free < WEEK) result.push({ from: free, to: WEEK });
  return result;
}

/** Milliseconds of the longest time between a closing and the next opening, by the clock on the wall. */
export function longestPause(hours: OpenHours): number {
  let longest = 0;
  for (let i = 0; i < hours.length; i++) {
    const next = hours[(i + 1) % hours.length]!.from + (i + 1 === hours.length ? WEEK : 0);
    longest = Math.max(longest, next - hours[i]!.to);
  }
  return longest;
}
