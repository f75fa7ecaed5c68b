import { type Event, INTERNAL } from "../event/event.ts";
import type { Consent, Profile } from "../profile/profile.ts";
import { isComputed } from "./applyToProfile.ts";
import type { Enrollment, Input, ProfileState } from "./decide.types.ts";
import { close, endPassage, logFor } from "./endPassage.ts";
import { goalTimerAt } from "./goal.ts";
import { rearmDates } from "./rearm.ts";
import { settleSegments } from "./settleSegments.ts";
import { tell } from "./tell.ts";
import type { Turn } from "./turn.ts";

type MergeInput = Extract<Input, { kind: "merge" }>;

/**
 * Folds another profile of the same person into this one. The newer value of an attribute wins, a no to messages wins
 * over a yes, taken cap slots add up. Where both wait in one campaign, the survivor's passage goes on.
 */
export function mergeProfile(turn: Turn, { other, at }: MergeInput): void {
  const before = { attributes: turn.profile.attributes, timeZone: turn.timeZone };
  turn.profile = mergedProfile(turn.profile, other.profile, (name) => isComputed(turn, name));
  if (turn.profile.session?.id === other.profile.session?.id && turn.profile.session)
    turn.setTimer(turn.profile.session.timerAt, "session", turn.profile.session.id);
  const own = [...turn.enrollments.values()];
  // All of them first: a journey that ends for its twin takes its message with it.
  for (const enrollment of other.enrollments.values()) turn.put({ ...enrollment, profileId: turn.profile.id });
  for (const { id } of other.enrollments.values()) adopt(turn, id, own);
  turn.at = Math.min(at, turn.now);
  turn.past.adopt(other);
  turn.join(mergeEvent(turn, other, at));
  const entered = settleSegments(turn, null);
  rearmDates(turn, Math.min(at, turn.now), before, Object.keys(other.profile.attributes));
  tell(turn, entered);
}

/** Computed attributes follow from both pasts: neither profile has the last word on them. */
function mergedProfile(survivor: Profile, other: Profile, computed: (name: string) => boolean): Profile {
  return {
    ...survivor,
    ...newestAttributes(survivor, other, computed),
    consent: strictest(survivor.consent, other.consent),
    consentTimes: latest(survivor.consentTimes, other.consentTimes),
    pausedUntil: later(survivor.pausedUntil, other.pausedUntil),
    session: laterSession(survivor, other),
    sent: [...survivor.sent, ...other.sent].sort((a, b) => a.at - b.at),
    suppressed: { ...other.suppressed, ...survivor.suppressed },
    erasures: { ...other.erasures, ...survivor.erasures },
    lastTimeZone: seenLater(survivor, other).lastTimeZone ?? survivor.lastTimeZone ?? other.lastTimeZone,
    lastCountry: seenLater(survivor, other).lastCountry ?? survivor.lastCountry ?? other.lastCountry,
    lastLocale: seenLater(survivor, other).lastLocale ?? survivor.lastLocale ?? other.lastLocale,
    lastDevice: seenLater(survivor, other).lastDevice ?? survivor.lastDevice ?? other.lastDevice,
    lastLocation: laterLocation(survivor, other),
    createdAt: Math.min(survivor.createdAt, other.createdAt),
    firstSeenAt: earlier(survivor.firstSeenAt, other.firstSeenAt),
    lastSeenAt: seenLater(survivor, other).lastSeenAt,
  };
}

/** Attribute by attribute, whatever was said last, be it that there is none any more. */
function newestAttributes(
  survivor: Profile,
  other: Profile,
  computed: (name: string) => boolean,
): Pick<Profile, "attributes" | "attributesAt" | "attributeTimes"> {
  const attributes = { ...survivor.attributes };
  for (const [name, at] of Object.entries(other.attributeTimes)) {
    if (computed(name) || at <= (survivor.attributeTimes[name] ?? Number.NEGATIVE_INFINITY)) continue;
    const value = Object.hasOwn(other.attributes, name) ? other.attributes[name] : undefined;
    if (value === undefined) delete attributes[name];
    else attributes[name] = value;
  }
  return {
    attributes,
    attributesAt: Math.max(survivor.attributesAt, other.attributesAt),
    attributeTimes: latest(survivor.attributeTimes, other.attributeTimes),
  };
}

function latest(a: { readonly [name: string]: number }, b: { readonly [name: string]: number }): { [name: string]: number } {
  const times = { ...b, ...a };
  for (const [name, at] of Object.entries(b)) if (at > (times[name] ?? 0)) times[name] = at;
  return times;
}

/** A no wins over a yes, and a confirmed yes over one that still waits for it. */
const STRICTNESS = ["pending", "subscribed", "unsubscribed"] as const;

/** Of two words on consent the no wins. */
export function strictest(a: Consent, b: Consent): Consent {
  const join = (left: Consent["channels"], right: Consent["channels"]): Consent["channels"] => {
    const said = [...Object.entries(left), ...Object.entries(right)].sort(([, one], [, other]) => STRICTNESS.indexOf(one) - STRICTNESS.indexOf(other));
    return Object.fromEntries(said);
  };
  return { channels: join(a.channels, b.channels), topics: join(a.topics, b.topics) };
}

function laterSession(a: Profile, b: Profile): Profile["session"] {
  if (!a.session || !b.session) return a.session ?? b.session;
  const [earlierOne, later] = a.session.startedAt <= b.session.startedAt ? [a.session, b.session] : [b.session, a.session];
  const events: { [name: string]: number } = { ...earlierOne.events };
  for (const [name, count] of Object.entries(later.events)) events[name] = (events[name] ?? 0) + count;
  return {
    ...a.session,
    startedAt: earlierOne.startedAt,
    lastAt: Math.max(a.session.lastAt, b.session.lastAt),
    events,
    last: { ...earlierOne.last, ...later.last },
  };
}

function seenLater(a: Profile, b: Profile): Profile {
  return (b.lastSeenAt ?? 0) > (a.lastSeenAt ?? 0) ? b : a;
}

function laterLocation({ lastLocation: a = null }: Profile, { lastLocation: b = null }: Profile): Profile["lastLocation"] {
  return a === null || (b !== null && b.at > a.at) ? b : a;
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

/**
 * The store moves the row to the survivor's bucket; its timers are set anew under the survivor. Where both sides wait in
 * one campaign that takes nobody twice, one passage goes on: the one that is already with the sender, else the survivor's own.
 */
function adopt(turn: Turn, id: string, own: readonly Enrollment[]): void {
  const enrollment = turn.enrollments.get(id);
  if (!enrollment) return;
  const twin = turn.courseOf(enrollment)?.document.onRepeat === "enroll" ? undefined : own.find((one) => isTwin(one, enrollment));
  if (twin && isWaiting(enrollment)) {
    close(turn, enrollment, "merged");
    logFor(turn, enrollment, "exited", "merged", { goes_on_as: twin.id });
    return;
  }
  if (twin && isWaiting(twin)) endPassage(turn, twin, "merged", { goes_on_as: enrollment.id });
  if (enrollment.dueAt !== null) turn.setTimer(enrollment.dueAt, "enrollment", enrollment.id);
  if (enrollment.goalUntil !== null) turn.setTimer(goalTimerAt(enrollment.goalUntil), "goal", enrollment.id);
}

function isTwin(one: Enrollment, other: Enrollment): boolean {
  // The messages of journeys go with their journeys.
  return one.campaignId === other.campaignId && one.key === other.key && !one.partOf && one.status !== "ended" && other.status !== "ended";
}

function isWaiting({ status }: Enrollment): boolean {
  return status === "waiting" || status === "held";
}

function mergeEvent(turn: Turn, other: ProfileState, at: number): Event {
  return {
    id: turn.deriveId("merge"),
    kind: "internal",
    name: INTERNAL.profileMerged,
    at,
    receivedAt: at,
    source: "beckon",
    messageId: `merge:${other.profile.id}`,
    properties: { merged_profile: other.profile.id },
    context: {},
  };
}
