import { HOUR, type Instant, MINUTE, SECOND } from "@beckon/core";

/** Tries over some six hours: 10 s, 40 s, 3 min, 11 min, 43 min, 2 h, 2 h. */
const ATTEMPTS_MAX = 8;
const FIRST = 10 * SECOND;
const FACTOR = 4;
const LONGEST = 2 * HOUR;
/** What a provider asks for is honoured up to here. */
const ASKED_MAX = 4 * HOUR;
const JITTER = 0.2;

/**
 * When to try again after the given attempt (1 for the first), or null when it was the last. A provider's own wish is a
 * lower bound. Jitter keeps what failed together from coming back together.
 *
 * @param random in [0, 1)
 */
export function nextAttemptAt(now: Instant, attempt: number, askedMs: number | null, random: number): Instant | null {
  if (attempt >= ATTEMPTS_MAX) return null;
  const own = Math.min(LONGEST, FIRST * FACTOR ** (attempt - 1));
  const wanted = Math.max(own, Math.min(askedMs ?? 0, ASKED_MAX));
  return now + Math.round(wanted * (1 + JITTER * random));
}

/** How long a send waits for its profile's unprocessed events, by how often it has: 25 ms at first, 5 s under a long queue. */
export function inboxPause(times: number): number {
  return Math.min(5 * SECOND, 25 * 2 ** Math.min(times, 10));
}

/** How often a message may meet a stopped channel: a day of it. */
export const STOPS_MAX = 300;

/** How long a message steps back after it met a stopped channel: 2 s at first, 5 minutes in the end. */
export function stopPause(stops: number): number {
  return Math.min(5 * MINUTE, SECOND * 2 ** Math.min(stops, 10));
}

/** How long a message steps back while its receiver has enough on its way: a quarter of a second at first, a minute in the end. */
export function busyPause(times: number, random: number): number {
  return Math.round(Math.min(MINUTE, 250 * 2 ** Math.min(times - 1, 10)) * (1 + random));
}

/** A claim this old is not handed over any more: the process was asleep, and somebody else may have taken the send for stuck. */
export const CLAIM_LIFE = MINUTE;

/** Until then the rescuer (10 minutes) has certainly not touched it: what has not been handed over can be given back. */
export const CLAIM_OURS = 9 * MINUTE;

/** What was read for the guard is read anew when it has become this old: behind a slow server sends queue for long. */
export const CASE_FRESH = SECOND;
