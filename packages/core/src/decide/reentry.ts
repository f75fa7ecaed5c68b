import type { Course } from "../campaign/campaign.ts";
import { valueAt } from "../condition/path.ts";
import type { Json, JsonObject } from "../json.ts";
import type { Reason } from "../send/send.ts";
import { parseDuration } from "../time/duration.ts";
import { formatInstant, type Instant } from "../time/instant.ts";
import type { Enrollment } from "./decide.types.ts";
import type { Turn } from "./turn.ts";

type Answer =
  | { readonly verdict: "yes"; readonly key: string | null }
  | { readonly verdict: "restart"; readonly enrollment: Enrollment }
  | { readonly verdict: "no"; readonly reason: Reason; readonly facts: { readonly [name: string]: Json } };

/** May the profile enter (again)? First what is still waiting decides by `onRepeat`, then what is past by `reentry`. */
export function reentryAllows(turn: Turn, campaign: Course, properties: JsonObject, at: Instant): Answer {
  const { document } = campaign;
  const reentry = document.reentry ?? { kind: "every_time" };
  const key = reentry.kind === "per_key" ? keyOf(properties, reentry.property) : null;
  if (reentry.kind === "per_key" && key === null) return no("trigger_not_met", { missing: reentry.property });
  const own = [...turn.enrollments.values()].filter((enrollment) => enrollment.campaignId === campaign.id && (key === null || enrollment.key === key));
  const pending = own.find((enrollment) => enrollment.status === "waiting" || enrollment.status === "held");
  const onRepeat = document.onRepeat ?? "ignore";
  // A repeat that happened before what is waited for already brings no news.
  const isNews = pending !== undefined && at >= pending.entry.at;
  if (pending && onRepeat === "restart" && isNews) return { verdict: "restart", enrollment: pending };
  if (pending && (onRepeat !== "enroll" || key !== null)) return no("already_waiting", { since: formatInstant(pending.enteredAt) });
  const since = reentry.kind === "window" ? turn.now - (parseDuration(reentry.window) ?? 0) : Number.NEGATIVE_INFINITY;
  const blocking = reentry.kind === "every_time" ? undefined : own.find((enrollment) => usesUpEntry(enrollment) && enrollment.enteredAt > since);
  return blocking ? no("reentry", { entered: formatInstant(blocking.enteredAt) }) : { verdict: "yes", key };
}

/** An enrollment that ended before anything was sent does not use up the re-entry, but for a way through a journey that was gone to its end. */
function usesUpEntry({ status, sentAt, endReason }: Enrollment): boolean {
  return status !== "ended" || sentAt !== null || (endReason !== null && USED_UP.has(endReason));
}

const USED_UP: ReadonlySet<Reason> = new Set(["unknown", "completed", "exit_step"]);

/** Two carts are two keys: any scalar value serves, as text. */
function keyOf(properties: JsonObject, name: string): string | null {
  const value = valueAt(properties, name);
  return value === undefined || value === null || value === "" || typeof value === "object" ? null : String(value);
}

function no(reason: Reason, facts: { readonly [name: string]: Json }): Answer {
  return { verdict: "no", reason, facts };
}
