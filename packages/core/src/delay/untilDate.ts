import type { Json, JsonSchema } from "../json.ts";
import { parseTimeOfDay, timeOfDayPattern, wallClock } from "../time/civil.ts";
import { beginOf, dayOf, type Moment, momentOf } from "../time/dates.ts";
import { type Duration, describeDuration, durationSchema, parseDuration } from "../time/duration.ts";
import { DAY, type Instant } from "../time/instant.ts";
import { instantOfWall, localDay } from "../time/zone.ts";
import type { DelaySubject, DelayVerdict } from "./delay.ts";

/** What waiting for the date in an attribute and in a property have in common. */
export interface DateWait {
  /** Dotted for nested values. */
  readonly name: string;
  /** This long after the date, or before it. With `at`, whole days are days of the calendar; without it, a day is 24 hours. */
  readonly offset?: Duration;
  readonly before?: boolean;
  /** At this time (`HH:MM`) of that day by the person's clock. Without it: at the exact instant; a date without a time begins its day. */
  readonly at?: string;
  /** Where the date is already past. Default `continue`, at once. */
  readonly past?: "continue" | "exit";
  /** Where there is no date. Default `exit`. */
  readonly missing?: "exit" | "continue";
}

export function waitForDate(wait: DateWait, value: Json | undefined, { timeZone, from }: DelaySubject): DelayVerdict {
  const moment = momentOf(Array.isArray(value) ? value[0] : value);
  if (moment === null) return wait.missing === "continue" ? { until: from } : { exit: "date_missing" };
  const until = shifted(wait, moment, timeZone);
  if (until >= from) return { until };
  return wait.past === "exit" ? { exit: "date_past" } : { until: from };
}

function shifted(wait: DateWait, moment: Moment, timeZone: string): Instant {
  const offset = (wait.before ? -1 : 1) * (parseDuration(wait.offset ?? "") ?? 0);
  const timeOfDay = wait.at === undefined ? null : parseTimeOfDay(wait.at);
  if (timeOfDay === null) return beginOf(moment, timeZone) + offset;
  const days = Math.trunc(offset / DAY);
  const rest = offset - days * DAY;
  const day = rest === 0 ? dayOf(moment, timeZone) : localDay(timeZone, beginOf(moment, timeZone) + rest);
  return instantOfWall(timeZone, wallClock(day + days, timeOfDay));
}

/** `until 2 days before the person's renewal_date at 09:00` */
export function describeDateWait(wait: DateWait, name: string): string {
  const offset = wait.offset && parseDuration(wait.offset) ? `${describeDuration(wait.offset)} ${wait.before ? "before" : "after"} ` : "";
  const at = wait.at ? ` at ${wait.at} by the person's clock` : "";
  return `until ${offset}${name}${at}`;
}

export const dateWaitProperties: JsonSchema = {
  name: {
    type: "string",
    minLength: 1,
    maxLength: 200,
    title: "Name",
    description: "Dotted for nested values. Holds 2026-12-01, an ISO 8601 date-time, or epoch seconds.",
  },
  offset: { ...durationSchema, title: "Offset", description: "This long after the date, or before it where `before` is true." },
  before: { type: "boolean", default: false, title: "Before the date" },
  at: {
    type: "string",
    pattern: timeOfDayPattern,
    title: "At",
    description: "Time of that day by the person's clock, for example 09:00. With it, a day of the offset is a day of the calendar.",
  },
  past: { enum: ["continue", "exit"], default: "continue", title: "Date already past", description: "Go on at once, or do not send." },
  missing: { enum: ["exit", "continue"], default: "exit", title: "No date", description: "Do not send, or go on at once." },
};
