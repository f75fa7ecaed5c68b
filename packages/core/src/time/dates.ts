import type { Json } from "../json.ts";
import { parseDay } from "./civil.ts";
import { DAY, HOUR, type Instant, isInstant, parseInstant } from "./instant.ts";
import { instantOfWall, localDay } from "./zone.ts";

/** A moment as people send it: an exact instant, or a whole day that begins and ends by the person's own clock. */
export type Moment = { readonly kind: "instant"; readonly at: Instant } | { readonly kind: "day"; readonly day: number };

/** Below it a number means seconds, from it on milliseconds since 1970 (1e11 s is the year 5138, 1e11 ms is 1973). */
const SECONDS_BELOW = 1e11;

/** Reads `2026-12-01`, an ISO 8601 date-time (without an offset: UTC), or epoch seconds or milliseconds; null for anything else. */
export function momentOf(value: Json | undefined): Moment | null {
  if (typeof value === "number") return instantMoment(epoch(value));
  if (typeof value !== "string") return null;
  const text = value.trim();
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const day = parseDay(text);
    return day === null ? null : { kind: "day", day };
  }
  if (/^-?\d{6,16}(?:\.\d+)?$/.test(text)) return instantMoment(epoch(Number(text)));
  const at = parseInstant(text);
  return at === null ? null : instantMoment(at);
}

function instantMoment(at: Instant): Moment | null {
  return isInstant(at) ? { kind: "instant", at } : null;
}

function epoch(value: number): Instant {
  return Math.floor(Math.abs(value) < SECONDS_BELOW ? value * 1000 : value);
}

/** When the moment begins: itself, or the first instant of its day in the zone. */
export function beginOf(moment: Moment, timeZone: string): Instant {
  return moment.kind === "instant" ? moment.at : instantOfWall(timeZone, moment.day * DAY);
}

/** The first instant that is after the moment: itself plus one millisecond, or the first instant of the next day in the zone. */
export function afterEndOf(moment: Moment, timeZone: string): Instant {
  return moment.kind === "instant" ? moment.at + 1 : instantOfWall(timeZone, (moment.day + 1) * DAY);
}

/** No zone is further from UTC. */
const OFFSET_MAX = 26 * HOUR;

/** The first and the last instant at which the moment may begin, whatever the zone. */
export function beginsBetween(moment: Moment): readonly [first: Instant, last: Instant] {
  return moment.kind === "instant" ? [moment.at, moment.at] : [moment.day * DAY - OFFSET_MAX, moment.day * DAY + OFFSET_MAX];
}

/** Likewise of the first instant that is after the moment. */
export function afterEndsBetween(moment: Moment): readonly [first: Instant, last: Instant] {
  return moment.kind === "instant" ? [moment.at + 1, moment.at + 1] : [(moment.day + 1) * DAY - OFFSET_MAX, (moment.day + 1) * DAY + OFFSET_MAX];
}

/** Day number of the moment's date in the zone. */
export function dayOf(moment: Moment, timeZone: string): number {
  return moment.kind === "day" ? moment.day : localDay(timeZone, moment.at);
}
