import type { Campaign } from "../campaign/campaign.ts";
import { delayUntil } from "../delay/kinds.ts";
import { formatInstant } from "../time/instant.ts";
import type { Enrollment } from "./decide.types.ts";
import { endPassage, logFor } from "./endPassage.ts";
import { judgeDue } from "./judgeDue.ts";
import type { Turn } from "./turn.ts";

/**
 * Lets a passage go on by the campaign's newest version, as if it had entered that one: the new wait counts from when the
 * person began to wait, and exceptions, audience and rules are the new ones from now on. The trigger is not judged again. A
 * message already with the sender leaves as it was decided.
 */
export function moveToVersion(turn: Turn, campaign: Campaign, enrollment: Enrollment): void {
  if (enrollment.status !== "waiting" && enrollment.status !== "held") return;
  const due = delayUntil(campaign.document.delay, {
    attributes: turn.profile.attributes,
    entry: enrollment.entry.properties,
    timeZone: turn.timeZone,
    from: enrollment.waitingSince,
  });
  if (enrollment.dueAt !== null) turn.cancelTimer(enrollment.dueAt, "enrollment", enrollment.id);
  const dueAt = "until" in due ? due.until : turn.now;
  const moved = turn.put({ ...enrollment, version: campaign.version, status: "waiting", dueAt, delayEndedAt: null, hold: null });
  logFor(turn, moved, "moved", undefined, { version: campaign.version, from_version: enrollment.version, due: formatInstant(dueAt) });
  if ("exit" in due) endPassage(turn, moved, due.exit, {});
  else if (dueAt > turn.now) turn.setTimer(dueAt, "enrollment", moved.id);
  else judgeDue(turn, moved);
}
