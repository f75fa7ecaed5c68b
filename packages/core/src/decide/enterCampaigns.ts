import type { Campaign, Course } from "../campaign/campaign.ts";
import { lifeOf } from "../campaign/life.ts";
import type { ConditionNode, Finding } from "../condition/condition.ts";
import { judgeCondition } from "../condition/judge.ts";
import { byPriority } from "../definitions/definitions.ts";
import { delayUntil } from "../delay/kinds.ts";
import type { Event } from "../event/event.ts";
import { isJourney } from "../journey/journey.ts";
import type { Json, JsonObject } from "../json.ts";
import type { Reason } from "../send/send.ts";
import { DAY, formatInstant, type Instant } from "../time/instant.ts";
import { triggerKindOf } from "../trigger/kinds.ts";
import { type Happening, keysOf, type TriggerSubject } from "../trigger/trigger.ts";
import { beginWalk, restartWalk } from "./beginWalk.ts";
import type { Enrollment } from "./decide.types.ts";
import { judgeDue } from "./judgeDue.ts";
import { newEnrollment } from "./newEnrollment.ts";
import { reentryAllows } from "./reentry.ts";
import { subjectOf } from "./subject.ts";
import type { Turn } from "./turn.ts";
import { isOfJourney } from "./walkQueue.ts";

/** An event that happened longer than this before we received it (offline phone, import of history) starts nothing. */
const TOO_LATE = DAY;

export function isTooLate({ at, receivedAt }: Event): boolean {
  return at < receivedAt - TOO_LATE;
}

/** Shows what happened to every campaign that listens to it, the most important first. */
export function enterCampaigns(turn: Turn, happenings: readonly Happening[]): void {
  const pairs: { campaign: Course; happening: Happening }[] = [];
  for (const happening of happenings) {
    for (const key of keysOf(happening)) {
      for (const campaign of turn.definitions.listeners.get(key) ?? []) pairs.push({ campaign, happening });
    }
  }
  if (pairs.length === 0) return;
  const subject = triggerSubject(turn);
  for (const { campaign, happening } of pairs.sort((a, b) => byPriority(a.campaign, b.campaign))) considerCampaign(turn, campaign, happening, subject);
}

/** Judges one campaign's trigger, and enters the profile where everything speaks for it; each no is logged with its values. */
export function considerCampaign(turn: Turn, campaign: Course, happening: Happening, subject: TriggerSubject = triggerSubject(turn)): void {
  const { trigger } = campaign.document;
  const kind = triggerKindOf(trigger);
  // What answers its own message, its own end, or what its own steps changed, would never end.
  if ((happening.kind === "event" || happening.kind === "attribute") && isOwn(turn, campaign, happening.event) && kind.timerAfter === undefined) return;
  const timer = kind.timerAfter?.(trigger, happening);
  if (timer) turn.setTimer(timer.at, kind.kind, `${campaign.id}:${happening.event.id}`, timer.payload);
  const verdict = kind.judge(trigger, happening, subject);
  if (!verdict.fires) {
    if (verdict.finding) refuse(turn, campaign, happening.event, "trigger_not_met", { finding: verdict.finding as unknown as Json });
    return;
  }
  enter(turn, campaign, happening.event, verdict.properties);
}

function isOwn({ definitions }: Turn, { id, document }: Course, event: Event): boolean {
  const { kind, message, properties } = event;
  if (isOfJourney(event)) return properties["journey"] === document.key;
  return kind === "internal" && message !== undefined && (message.campaignId === id || definitions.campaigns.get(message.campaignId)?.partOf?.journeyId === id);
}

/** Lets the profile in by this event, where nothing stands in the way. */
export function enter(turn: Turn, campaign: Course, event: Event, properties: JsonObject): void {
  const obstacle = obstacleTo(turn, campaign, event, properties);
  if (obstacle) {
    refuse(turn, campaign, event, obstacle.reason, obstacle.facts);
    return;
  }
  const reentry = reentryAllows(turn, campaign, properties, event.at);
  if (reentry.verdict === "no") {
    refuse(turn, campaign, event, reentry.reason, reentry.facts);
    return;
  }
  const entry = { eventId: event.id, name: event.name, at: event.at, properties };
  const from = Math.min(event.at, turn.now);
  if (isJourney(campaign)) {
    if (reentry.verdict === "restart") restartWalk(turn, campaign, reentry.enrollment, entry);
    else beginWalk(turn, campaign, entry, reentry.key);
    return;
  }
  const due = delayUntil((campaign as Campaign).document.delay, { attributes: turn.profile.attributes, entry: properties, timeZone: turn.timeZone, from });
  if ("exit" in due) refuse(turn, campaign, event, due.exit, {});
  else if (reentry.verdict === "restart") restart(turn, campaign, reentry.enrollment, entry, from, due.until);
  else begin(turn, campaign, entry, reentry.key, from, due.until);
}

interface Obstacle {
  readonly reason: Reason;
  readonly facts: { readonly [name: string]: Json };
}

/** What stands in the way of anybody, or of this person, before their own past in the campaign is asked. */
function obstacleTo(turn: Turn, { status, document }: Course, event: Event, properties: JsonObject): Obstacle | null {
  if (status !== "live") return { reason: "campaign_paused", facts: {} };
  if (isTooLate(event)) return { reason: "too_late", facts: { happened: formatInstant(event.at) } };
  const life = lifeOf(document);
  if (life.start !== null && turn.now < life.start) return { reason: "before_start", facts: { start: formatInstant(life.start) } };
  if (life.end !== null && turn.now >= life.end) return { reason: "after_end", facts: { end: formatInstant(life.end) } };
  const audience = document.audience ? judgeCondition(document.audience, subjectOf(turn, properties, null)) : null;
  return audience && !audience.holds ? { reason: "audience_not_met", facts: { finding: audience as unknown as Json } } : null;
}

function begin(turn: Turn, campaign: Course, entry: Enrollment["entry"], key: string | null, waitingSince: Instant, dueAt: Instant): void {
  const enrollment = turn.put({ ...newEnrollment(turn, campaign, entry, key), waitingSince, dueAt });
  turn.log({ campaign, enrollmentId: enrollment.id, eventId: entry.eventId, outcome: "entered", facts: { due: formatInstant(dueAt) } });
  awaitDue(turn, enrollment);
}

/** Debounce: the newest event counts, and the wait begins anew. */
function restart(turn: Turn, campaign: Course, enrollment: Enrollment, entry: Enrollment["entry"], waitingSince: Instant, dueAt: Instant): void {
  if (enrollment.dueAt !== null) turn.cancelTimer(enrollment.dueAt, "enrollment", enrollment.id);
  const renewed = turn.put({ ...enrollment, version: campaign.version, status: "waiting", entry, waitingSince, dueAt, delayEndedAt: null, hold: null });
  turn.log({ campaign, enrollmentId: enrollment.id, eventId: entry.eventId, outcome: "restarted", facts: { due: formatInstant(dueAt) } });
  awaitDue(turn, renewed);
}

/** A delay that ran out while nobody worked is a timer as well: what was accepted before it ended may still be an exception. */
function awaitDue(turn: Turn, enrollment: Enrollment): void {
  if (enrollment.dueAt !== null && enrollment.dueAt > enrollment.waitingSince) turn.setTimer(enrollment.dueAt, "enrollment", enrollment.id);
  else judgeDue(turn, enrollment);
}

function refuse(turn: Turn, campaign: Course, event: Event, reason: Reason, facts: { readonly [name: string]: Json }): void {
  turn.log({ campaign, eventId: event.id, outcome: "not_entered", reason, facts: { event: event.name, ...facts } });
}

function triggerSubject(turn: Turn): TriggerSubject {
  const { properties: _properties, entry: _entry, ...facts } = subjectOf(turn, {}, null);
  return {
    ...facts,
    profile: turn.profile,
    judge: (condition: ConditionNode, properties: JsonObject): Finding => judgeCondition(condition, { ...facts, properties, entry: null }),
    engaged: (enrollmentId, how) => {
      const enrollment = turn.enrollments.get(enrollmentId);
      return enrollment !== undefined && (how === "opened" ? (enrollment.openedAt ?? enrollment.clickedAt) : enrollment.clickedAt) !== null;
    },
  };
}
