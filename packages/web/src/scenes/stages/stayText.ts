const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long somebody stayed, as roughly as it is known: `40 minutes`, `5 hours`, `12 days`. */
export function stayText(seconds: number): string {
  if (seconds < 90) return "a minute";
  if (seconds < 90 * MINUTE) return `${Math.round(seconds / MINUTE)} minutes`;
  if (seconds < 36 * HOUR) return `${Math.round(seconds / HOUR)} hours`;
  return `${Math.round(seconds / DAY)} days`;
}
