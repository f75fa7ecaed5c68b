import { deriveId, shareOf } from "../hash/hash.ts";
import { type Journey, PATH_MAX, TAKEN_MAX } from "../journey/journey.ts";
import { messageAt } from "../journey/journeyMessages.ts";
import { stepKindOf } from "../journey/kinds.ts";
import type { StepAct, StepHere, StepMove, StepNode } from "../journey/step.ts";
import type { Json } from "../json.ts";
import type { Reason } from "../send/send.ts";
import type { Instant } from "../time/instant.ts";
import type { Enrollment } from "./decide.types.ts";
import { close, endPassage, logFor } from "./endPassage.ts";
import { enter } from "./enterCampaigns.ts";
import { judgeDue } from "./judgeDue.ts";
import { newEnrollment } from "./newEnrollment.ts";
import { subjectOf } from "./subject.ts";
import { takeEvent } from "./takeEvent.ts";
import type { Turn } from "./turn.ts";
import { type Impulse, ownEvent, type Walking, walkingOf } from "./walkQueue.ts";

/** Impulses that one input may lead to: a journey that goes round without waiting must not hold up the others. */
const IMPULSES_MAX = 300;

/** Where an impulse finds the person. */
interface Place {
  readonly enrollment: Walking;
  readonly journey: Journey;
  readonly step: StepNode;
}

/** Carries out what was put down, and all that follows from it, until nothing is left. */
export function walkOn(turn: Turn): void {
  for (let carried = 0; turn.impulses.length > 0 || turn.announced.length > 0; ) {
    const event = turn.announced.shift();
    const impulse = event ? undefined : turn.impulses.shift();
    // What would go on like this for ever still is history, and lets nobody in any more.
    if (event) takeEvent(turn, carried > IMPULSES_MAX ? { ...event, flags: ["quiet"] } : event);
    const enrollment = impulse && walkingOf(turn, impulse.enrollmentId);
    if (!impulse || !enrollment) continue;
    // Most events say nothing to the steps at which people stand.
    if (impulse.kind !== "event" && impulse.kind !== "changed") carried += 1;
    if (carried > IMPULSES_MAX) endPassage(turn, enrollment, "too_many_steps", {});
    else follow(turn, enrollment, impulse);
  }
}

function follow(turn: Turn, enrollment: Walking, impulse: Impulse): void {
  const journey = turn.journeyOf(enrollment);
  const step = journey?.document.steps.find(({ id }) => id === enrollment.walk.step);
  if (!journey || !step) {
    if (impulse.kind !== "event" && impulse.kind !== "changed")
      endPassage(turn, enrollment, journey ? "step_gone" : "campaign_stopped", { step: enrollment.walk.step });
    return;
  }
  const place: Place = { enrollment, journey, step };
  if (impulse.kind === "door") {
    // Who began anew meanwhile was put at a door once more: each is taken once.
    if (enrollment.walk.atDoor) take(turn, place);
  } else if (impulse.kind === "message") noteMessage(turn, place, impulse.messageId);
  else if (!enrollment.walk.atDoor) standing[impulse.kind](turn, place, impulse as never);
}

/** For those who are past the step's door. */
const standing: {
  readonly [Kind in Exclude<Impulse["kind"], "door" | "message">]: (turn: Turn, place: Place, impulse: Extract<Impulse, { kind: Kind }>) => void;
} = {
  due: (turn, { enrollment, journey, step }) => {
    if (journey.status === "paused") holdPaused(turn, enrollment);
    else carryOut(turn, enrollment, step, stepKindOf(step).wake?.(step, hereOf(turn, enrollment)) ?? { kind: "go", way: "next" });
  },
  event: (turn, { enrollment, step }, { event, taken }) => {
    if (taken !== enrollment.walk.taken || event.id === enrollment.entry.eventId) return;
    const move = stepKindOf(step).hear?.(step, event, hereOf(turn, enrollment));
    if (move) carryOut(turn, enrollment, step, move);
  },
  changed: (turn, place, { zone, attributes }) => {
    const depends = stepKindOf(place.step).dependsOn;
    if (!depends) return;
    if ((zone && depends.timeZone(place.step)) || depends.attributes(place.step).some((name) => attributes.includes(name))) recompute(turn, place);
  },
  moved: (turn, place) => recompute(turn, place),
  refilled: (turn, place) => recompute(turn, place),
};

function recompute(turn: Turn, { enrollment, step }: Place): void {
  const move = enrollment.status === "waiting" ? stepKindOf(step).due?.(step, hereOf(turn, enrollment)) : undefined;
  if (move && !(move.kind === "wait" && move.until === enrollment.dueAt)) carryOut(turn, enrollment, step, move);
}

/** The person is at the step's door: what the step says is done, unless the journey is paused. */
function take(turn: Turn, { enrollment, journey, step }: Place): void {
  if (journey.status === "paused") holdPaused(turn, enrollment);
  else if (enrollment.walk.taken >= TAKEN_MAX) endPassage(turn, enrollment, "too_many_steps", {});
  else {
    const inside = turn.put({ ...enrollment, status: "waiting", hold: null, walk: { ...enrollment.walk, atDoor: false, since: turn.at } }) as Walking;
    carryOut(turn, inside, step, stepKindOf(step).arrive(step, hereOf(turn, inside)));
  }
}

/** The message of the step has come to its end, one way or another. */
function noteMessage(turn: Turn, { enrollment, step }: Place, messageId: string): void {
  const message = turn.enrollments.get(messageId);
  if (!message || enrollment.walk.messageId !== messageId) return;
  const after = turn.put({
    ...enrollment,
    sentAt: enrollment.sentAt ?? message.sentAt,
    walk: { ...enrollment.walk, messageId: null },
  }) as Walking;
  const end = { sent: message.sentAt !== null, reason: message.endReason };
  carryOut(turn, after, step, stepKindOf(step).ended?.(step, end) ?? { kind: "go", way: "next" });
}

function carryOut(turn: Turn, enrollment: Walking, step: StepNode, move: StepMove): void {
  if (move.kind === "wait") waitUntil(turn, enrollment, move.until);
  else if (move.kind === "send") sendMessage(turn, enrollment, step);
  else if (move.kind === "end") finish(turn, enrollment, move.reason, move.facts);
  else leave(turn, enrollment, step, move);
}

function waitUntil(turn: Turn, enrollment: Walking, until: Instant | null): void {
  if (enrollment.dueAt !== null && enrollment.dueAt !== until) turn.cancelTimer(enrollment.dueAt, "enrollment", enrollment.id);
  turn.put({ ...enrollment, status: "waiting", waitingSince: enrollment.walk.since, dueAt: until });
  if (until === null) return;
  if (until > turn.at) turn.setTimer(until, "enrollment", enrollment.id);
  else turn.impulses.push({ kind: "due", enrollmentId: enrollment.id });
}

function sendMessage(turn: Turn, enrollment: Walking, step: StepNode): void {
  const journey = turn.journeyOf(enrollment);
  const campaign = journey && messageAt(journey, step);
  if (!campaign) {
    finish(turn, enrollment, "step_gone", { step: step.id });
    return;
  }
  const message: Enrollment = {
    ...newEnrollment(turn, campaign, enrollment.entry, enrollment.key),
    id: deriveId(turn.now, enrollment.id, enrollment.entry.eventId, step.id, String(enrollment.walk.taken), "message"),
    partOf: { enrollmentId: enrollment.id, journeyId: enrollment.campaignId, step: step.id },
    dueAt: turn.at,
  };
  turn.put({ ...enrollment, dueAt: null, walk: { ...enrollment.walk, messageId: message.id } });
  turn.put(message);
  turn.log({ campaign, enrollmentId: message.id, eventId: enrollment.entry.eventId, outcome: "entered", facts: { step: step.id } });
  judgeDue(turn, message);
}

/** Leaves the step by one of its ways, and comes to the door of the next, or to the end. */
function leave(turn: Turn, enrollment: Walking, step: StepNode, { way, facts, acts = [] }: Extract<StepMove, { kind: "go" }>): void {
  if (enrollment.dueAt !== null) turn.cancelTimer(enrollment.dueAt, "enrollment", enrollment.id);
  const { walk } = enrollment;
  const to = stepKindOf(step)
    .ways(step)
    .find(({ key }) => key === way)?.to;
  const path = [...walk.path, { step: step.id, at: walk.since, left: turn.at, way }].slice(-PATH_MAX);
  const left = turn.put({ ...enrollment, dueAt: null, walk: { ...walk, path, taken: walk.taken + 1, atDoor: true } }) as Walking;
  logFor(turn, left, "stepped", undefined, { step: step.id, way, to: to ?? null, ...facts });
  if (to === undefined) finish(turn, left, "completed", {});
  else {
    turn.put({ ...left, walk: { ...left.walk, step: to } });
    turn.impulses.push({ kind: "door", enrollmentId: left.id });
  }
  for (const [i, act] of acts.entries()) perform(turn, left, step, act, i);
}

function perform(turn: Turn, enrollment: Walking, step: StepNode, act: StepAct, number: number): void {
  const journey = turn.journeyOf(enrollment)?.document.key ?? "";
  const place = `${step.id}:${enrollment.walk.taken}:${number}`;
  if (act.kind === "event") {
    const { name, properties, attributes, consent } = act;
    const event = ownEvent(turn, name, enrollment, { ...properties, journey, step: step.id, enrollment_id: enrollment.id }, place);
    turn.announced.push({ ...event, ...(attributes ? { attributes } : {}), ...(consent ? { consent } : {}) });
    return;
  }
  const other = turn.definitions.journeysByKey.get(act.journey);
  if (!other) return;
  if (act.kind === "start") {
    const { name, properties } = enrollment.entry;
    enter(turn, other, ownEvent(turn, name, enrollment, properties, place), properties);
    return;
  }
  for (const one of [...turn.enrollments.values()]) if (one.campaignId === other.id) endPassage(turn, one, "left_by_journey", { journey });
}

function finish(turn: Turn, enrollment: Walking, reason: Reason, facts: { readonly [name: string]: Json } = {}): void {
  if (enrollment.dueAt !== null) turn.cancelTimer(enrollment.dueAt, "enrollment", enrollment.id);
  close(turn, enrollment, reason);
  logFor(turn, enrollment, "exited", reason, { step: enrollment.walk.step, ...facts });
}

function holdPaused(turn: Turn, enrollment: Walking): void {
  turn.put({ ...enrollment, status: "held", dueAt: null, hold: { reason: "campaign_paused", facts: {} } });
  logFor(turn, enrollment, "held", "campaign_paused", { until: null });
}

function hereOf(turn: Turn, { campaignId, entry, walk }: Walking): StepHere {
  return {
    subject: subjectOf(turn, entry.properties, entry.properties),
    entry: entry.properties,
    since: walk.since,
    again: walk.path.some(({ step, left }) => step === walk.step && left === walk.since),
    winner: turn.definitions.journeys.get(campaignId)?.winners?.[walk.step],
    now: turn.at,
    timeZone: turn.timeZone,
    share: shareOf(campaignId, walk.step, turn.profile.id),
  };
}
