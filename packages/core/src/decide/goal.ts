import { DAY, type Instant } from "../time/instant.ts";

/** An order may reach us later than it happened (offline phone, nightly import); its own time decides, so the watch goes on a little. */
const GRACE = DAY;

/** When the watch for a goal ends whose window ends at `goalUntil`. */
export function goalTimerAt(goalUntil: Instant): Instant {
  return goalUntil + GRACE;
}
