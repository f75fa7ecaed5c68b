import { dayNumber, isDate } from "./civil.ts";

/** A moment in time: whole milliseconds since 1970-01-01T00:00:00Z. Local time exists only together with a zone. */
export type Instant = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The years 1 to 9999: what ISO 8601 writes with four digits, and so what the database and every reader take. */
const START_OF_TIME: Instant = -62_135_596_800_000;
export const END_OF_TIME: Instant = 253_402_300_799_999;

/** Whether the number is an instant that can be written: whole milliseconds in the years 1 to 9999. */
export function isInstant(at: number): at is Instant {
  return Number.isInteger(at) && at >= START_OF_TIME && at <= END_OF_TIME;
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)? ?(?:(Z)|([+-])(\d{2}):?(\d{2})?)?$/i;

/**
 * The instant of an ISO 8601 date or date-time, or null where the text is none. Without an offset it is read as UTC.
 * Own code, because `Date.parse` reads much that is no date, and 30 February as 2 March.
 */
export function parseInstant(text: string): Instant | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (!isDate(year, month, day)) return null;
  if (minute > 59 || second > 59 || hour > 24 || (hour === 24 && minute + second > 0)) return null;
  const ms = match[7] === undefined ? 0 : Math.floor(Number(`0.${match[7]}`) * 1000 + 1e-6);
  const offset = match[9] === undefined ? 0 : (match[9] === "-" ? -1 : 1) * (Number(match[10]) * HOUR + Number(match[11] ?? 0) * MINUTE);
  const at = dayNumber(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second * SECOND + ms - offset;
  return isInstant(at) ? at : null;
}

/** ISO 8601 in UTC with milliseconds. */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString();
}

/** The earliest of the instants that there are, or null. */
export function earliest(instants: readonly (Instant | null)[]): Instant | null {
  return instants.reduce((first, at) => (first === null || at === null ? (first ?? at) : Math.min(first, at)), null);
}
