import type { Course } from "../campaign/campaign.ts";
import { ZONE } from "../definitions/definitions.ts";
import { delayKindOf, delayUntil } from "../delay/kinds.ts";
import type { JsonObject } from "../json.ts";
import type { Instant } from "../time/instant.ts";
import { triggerKindOf } from "../trigger/kinds.ts";
import type { Enrollment } from "./decide.types.ts";
import { endPassage } from "./endPassage.ts";
import { judgeDue } from "./judgeDue.ts";
import type { Turn } from "./turn.ts";

/**
 * A changed attribute or zone moves what was computed from it: date triggers, waits until a local time or an attribute's
 * date, and holds until the window opens. A person who flew from Berlin to New York gets nine o'clock there.
 *
 * @param since when the change was received: a moment that came while it waited for us is not lost
 */
export function rearmDates(turn: Turn, since: Instant, before: { attributes: JsonObject; timeZone: string }, changed: readonly string[]): void {
  const zoneChanged = turn.timeZone !== before.timeZone;
  if (!zoneChanged && changed.length === 0) return;
  const campaigns = new Set([...changed, ...(zoneChanged ? [ZONE] : [])].flatMap((name) => turn.definitions.dateTriggers.get(name) ?? []));
  for (const campaign of campaigns) armDate(turn, campaign, since);
  for (const enrollment of [...turn.enrollments.values()]) {
    if (enrollment.walk) turn.impulses.push({ kind: "changed", enrollmentId: enrollment.id, zone: zoneChanged, attributes: changed });
    else if (enrollment.status === "waiting") recomputeWait(turn, enrollment, zoneChanged, changed);
    else if (enrollment.status === "held" && zoneChanged && enrollment.dueAt !== null) judgeAnew(turn, enrollment);
  }
}

/** Sets the profile's timer of a date trigger to its first instant after `since`, in place of the one that was set; one already past fires at once. */
export function armDate(turn: Turn, campaign: Course, since: Instant): void {
  const { trigger } = campaign.document;
  const kind = triggerKindOf(trigger);
  const next = kind.nextTimer?.(trigger, turn.profile, turn.timeZone, since) ?? null;
  const current = turn.profile.dateTimers[campaign.id];
  if (next?.at === current) return;
  const dateTimers = { ...turn.profile.dateTimers };
  if (current !== undefined) {
    turn.cancelTimer(current, kind.kind, campaign.id);
    delete dateTimers[campaign.id];
  }
  if (next) {
    turn.setTimer(next.at, kind.kind, campaign.id, next.payload);
    dateTimers[campaign.id] = next.at;
  }
  turn.change({ dateTimers });
}

function recomputeWait(turn: Turn, enrollment: Enrollment, zoneChanged: boolean, changed: readonly string[]): void {
  const delay = turn.campaignOf(enrollment)?.document.delay;
  if (!delay || enrollment.dueAt === null) return;
  const depends = delayKindOf(delay).dependsOn;
  if (!(zoneChanged && depends.timeZone) && !depends.attributes(delay).some((name) => changed.includes(name))) return;
  const verdict = delayUntil(delay, {
    attributes: turn.profile.attributes,
    entry: enrollment.entry.properties,
    timeZone: turn.timeZone,
    from: turn.now,
  });
  if ("exit" in verdict) {
    endPassage(turn, enrollment, verdict.exit, {});
    return;
  }
  const dueAt = verdict.until;
  if (dueAt === enrollment.dueAt) return;
  turn.cancelTimer(enrollment.dueAt, "enrollment", enrollment.id);
  const moved = turn.put({ ...enrollment, dueAt });
  if (dueAt > turn.now) turn.setTimer(dueAt, "enrollment", enrollment.id);
  else judgeDue(turn, moved);
}

function judgeAnew(turn: Turn, enrollment: Enrollment): void {
  if (enrollment.dueAt !== null) turn.cancelTimer(enrollment.dueAt, "enrollment", enrollment.id);
  judgeDue(turn, enrollment);
}
