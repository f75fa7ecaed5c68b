import type { Course } from "../campaign/campaign.ts";
import type { Event } from "../event/event.ts";
import { zoneOf } from "../profile/zone.ts";
import { membershipKey } from "../segment/segment.ts";
import type { Instant } from "../time/instant.ts";
import { triggerKindOf } from "../trigger/kinds.ts";
import { decide } from "./decide.ts";
import type { Definitions, Effects, Enrollment, Input, ProfileState, Timer } from "./decide.types.ts";

/** Something that has come for a person, with when it was accepted. */
export interface ApartInput {
  readonly at: Instant;
  readonly input: Extract<Input, { kind: "event" | "list" }>;
}

/** One of two who were taken for one person, as they are when they have lived apart. */
export interface ApartLife {
  readonly state: ProfileState;
  /** Timers of the session, the dates, and what time takes out of windows. Those of passages are not among them. */
  readonly timers: readonly Timer[];
  /** Events that the decision itself made: sessions, segments. */
  readonly made: readonly Event[];
}

/** A timer that sets itself again and again must not hold up the undo. */
const STEPS_MAX = 200_000;

/**
 * Lets what came for one of two people happen to this one alone, by the engine's own decision, from the state before they were
 * merged. Nothing is started and nothing sent: what messages did meanwhile has really happened, and is not ours to repeat.
 *
 * @param state  before the merge, with the passages under way
 * @param inputs in the order in which they were accepted
 * @param until  timers up to then have fired; what is accepted later finds the rest
 */
export function liveApart(before: ProfileState, inputs: readonly ApartInput[], definitions: Definitions, until: Instant): ApartLife {
  const quiet = withoutStarts(definitions);
  const made: Event[] = [];
  const timers = new Map(timersOfState(before, definitions).map((timer) => [nameOf(timer), timer]));
  let state = before;
  let steps = 0;

  function feed(input: Input, now: Instant): void {
    steps += 1;
    const answer = decide(state, input, quiet, now);
    state = { ...answer.state, enrollments: withoutVerdicts(state.enrollments, answer.state.enrollments, now) };
    note(answer.effects, input);
  }

  function note({ setTimers, cancelTimers, events }: Effects, input: Input): void {
    for (const timer of cancelTimers) timers.delete(nameOf(timer));
    for (const timer of setTimers) if (!isOfPassage(timer)) timers.set(nameOf(timer), timer);
    made.push(...events.filter((event) => input.kind !== "event" || event !== input.event));
  }

  function moveTo(end: Instant): void {
    for (let next = earliest(timers); next !== null && next <= end && steps < STEPS_MAX; next = earliest(timers)) {
      const at = next;
      const due = [...timers.values()].filter((timer) => timer.at === at);
      for (const timer of due) timers.delete(nameOf(timer));
      feed({ kind: "timers", id: `apart-${steps}`, timers: due }, at);
    }
  }

  for (const { at, input } of inputs) {
    moveTo(at);
    feed(input, at);
  }
  moveTo(until);
  for (const { id, version } of new Set([...definitions.dateTriggers.values()].flat()))
    feed({ kind: "campaign", id: `apart-${id}`, campaignId: id, version, change: "launched", at: until }, until);
  return { state, timers: [...timers.values()], made };
}

/** Campaigns and journeys that are paused let nobody in, and their dates go on. */
function withoutStarts(definitions: Definitions): Definitions {
  return {
    ...definitions,
    campaigns: paused(definitions.campaigns),
    journeys: paused(definitions.journeys),
    journeysByKey: paused(definitions.journeysByKey),
    listeners: new Map(),
    building: [],
  };
}

function paused<T extends Course>(courses: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  return new Map([...courses].map(([id, course]) => [id, course.status === "live" ? { ...course, status: "paused" } : course]));
}

/** What may end a passage that waits, beside the guard's word when its time has come. */
const EXITS: ReadonlySet<string | null> = new Set(["exception", "cancelled", "date_past", "date_missing"]);

/** A passage whose time has come here waits on, and is judged by whoever takes it up for good. */
function withoutVerdicts(before: ProfileState["enrollments"], after: ProfileState["enrollments"], now: Instant): ProfileState["enrollments"] {
  if (before === after) return after;
  return new Map(
    [...after].map(([id, enrollment]) => {
      const former = before.get(id);
      return [id, former && former !== enrollment && wasJudged(former, enrollment) ? { ...former, dueAt: Math.min(former.dueAt ?? now, now) } : enrollment];
    }),
  );
}

function wasJudged(before: Enrollment, after: Enrollment): boolean {
  if (before.status !== "waiting" && before.status !== "held") return false;
  return after.status === "ended" ? !EXITS.has(after.endReason) : after.status !== before.status || after.hold !== before.hold;
}

function isOfPassage({ kind }: Timer): boolean {
  return kind === "enrollment" || kind === "goal";
}

/** The timers that hang on the state itself. */
function timersOfState({ profile, memberships, aggregates }: ProfileState, definitions: Definitions): Timer[] {
  const timer = (at: Instant, kind: string, subject: string, payload: Timer["payload"] = {}): Timer => ({ profileId: profile.id, at, kind, subject, payload });
  const timeZone = zoneOf(profile.attributes, profile.lastTimeZone, profile.lastCountry, definitions.workspace.timeZone);
  const dates = Object.entries(profile.dateTimers).flatMap(([campaignId, at]) => {
    const trigger = definitions.campaigns.get(campaignId)?.document.trigger;
    if (!trigger) return [];
    const kind = triggerKindOf(trigger);
    const next = kind.nextTimer?.(trigger, profile, timeZone, at - 1) ?? null;
    return [timer(at, kind.kind, campaignId, next?.at === at ? next.payload : {})];
  });
  return [
    ...(profile.session ? [timer(profile.session.timerAt, "session", profile.session.id)] : []),
    ...[...(memberships ?? []).values()].flatMap((one) => (one.timerAt === null ? [] : [timer(one.timerAt, "segment", membershipKey(one))])),
    ...[...(aggregates ?? [])].flatMap(([id, { timerAt }]) => (timerAt === undefined ? [] : [timer(timerAt, "aggregate", id)])),
    ...dates,
  ];
}

function earliest(timers: ReadonlyMap<string, Timer>): Instant | null {
  let first: Instant | null = null;
  for (const { at } of timers.values()) if (first === null || at < first) first = at;
  return first;
}

function nameOf({ at, kind, subject }: Timer): string {
  return `${at}|${kind}|${subject}`;
}
