import { DAY, HOUR, type Instant, MINUTE, SECOND } from "./instant.ts";
import type { JsonSchema } from "../json.ts";

/**
 * A length of exact time as ISO 8601 text: `PT30M`, `PT2H`, `P1D`, `P2W`. A day is 24 hours; what should keep the local
 * time over a daylight-saving night is said with a local time instead (`delay: until_time`). Months and years have no
 * exact length and are refused.
 */
export type Duration = string;

const PATTERN = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

export const durationSchema: JsonSchema = {
  type: "string",
  pattern: "^P(?=.)(\\d+W)?(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?(\\d+S)?)?$",
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
