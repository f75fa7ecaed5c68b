const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** `3 min. ago`, `in 2 hr.`: how far `at` is from `now`, both in milliseconds. */
export function fromNow(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000);
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  // Our own present lags up to ten seconds behind, and clocks differ: what seems to come in a moment has just been.
  return seconds > -5 && seconds < 15 ? "just now" : relative.format(Math.trunc(seconds / size), unit);
}

/** `22 Nov 2026, 14:03:05`, in the zone of whoever looks, or in `timeZone`. */
export function fullTime(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium", timeZone }).format(at);
}

/** `14:03`, where the day is said already. */
export function timeOfDay(at: number): string {
  return new Intl.DateTimeFormat("en-GB", { timeStyle: "short" }).format(at);
}

const ofYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" });

/** `3 December 2026, 14:02`: for sentences, where the exact moment is what matters. */
export function momentText(at: number): string {
  return ofYear.format(at).replace(" at ", ", ");
}
