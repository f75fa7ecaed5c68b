import type { JsonSchema } from "../json.ts";
import { DAY, HOUR, type Instant, MINUTE, SECOND } from "./instant.ts";

/**
 * A length of exact time as ISO 8601 text: `PT30M`, `PT2H`, `P1D`, `P2W`. A day is 24 hours; what should keep the local
 * time over a daylight-saving night is said with a local time instead (`delay: until_time`). Months and years have no
 * exact length and are refused.
 */
export type Duration = string;

// The digits are bounded to some 200 years a part, so that no sum leaves the calendar of the database.
const PATTERN = /^P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,10})S)?)?$/;

export const durationSchema: JsonSchema = {
  type: "string",
  pattern: "^P(?=.)(\\d{1,4}W)?(\\d{1,5}D)?(T(?=.)(\\d{1,6}H)?(\\d{1,8}M)?(\\d{1,10}S)?)?$",
  maxLength: 40,
  description: "Exact length of time, ISO 8601: PT30M, PT2H, P1D (24 hours), P2W.",
};

/** Milliseconds of a duration, or null where the text is none. */
export function parseDuration(text: Duration): number | null {
  const match = PATTERN.exec(text);
  if (!match || text === "P" || text.endsWith("T")) return null;
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return (weeks ?? 0) * 7 * DAY + (days ?? 0) * DAY + (hours ?? 0) * HOUR + (minutes ?? 0) * MINUTE + (seconds ?? 0) * SECOND;
}

/** The instant `duration` after (or, with `sign` -1, before) `from`. An unreadable duration counts as none: documents are checked before. */
export function addDuration(from: Instant, duration: Duration, sign: 1 | -1 = 1): Instant {
  return from + sign * (parseDuration(duration) ?? 0);
}

const UNITS = [
  [7 * DAY, "week"],
  [DAY, "day"],
  [HOUR, "hour"],
  [MINUTE, "minute"],
  [SECOND, "second"],
] as const;

/** A duration in words: `30 minutes`, `1 day 12 hours`. The text itself where it is none. */
export function describeDuration(duration: Duration): string {
  let rest = parseDuration(duration);
  if (rest === null) return duration;
  const parts: string[] = [];
  for (const [size, word] of UNITS) {
    const count = Math.floor(rest / size);
    // 10 days read better than 1 week 3 days.
    if (count === 0 || (word === "week" && rest % size !== 0)) continue;
    parts.push(`${count} ${word}${count === 1 ? "" : "s"}`);
    rest -= count * size;
  }
  return parts.join(" ") || "no time";
}
