import { type Event, INTERNAL } from "../event/event.ts";
import type { Consent, Profile } from "../profile/profile.ts";
import type { Enrollment, Input, ProfileState } from "./decide.types.ts";
import { close, logFor } from "./endPassage.ts";
import { rearmDates } from "./rearm.ts";
import type { Turn } from "./turn.ts";

type MergeInput = Extract<Input, { kind: "merge" }>;

/**
 * Folds another profile of the same person into this one. The newer value of an attribute wins, a no to messages wins
 * over a yes, taken cap slots add up. Where both wait in one campaign, the survivor's passage goes on.
 */
export function mergeProfile(turn: Turn, { other, at }: MergeInput): void {
  const before = { attributes: turn.profile.attributes, timeZone: turn.timeZone };
  turn.profile = mergedProfile(turn.profile, other.profile);
  if (turn.profile.session?.id === other.profile.session?.id && turn.profile.session)
    turn.setTimer(turn.profile.session.timerAt, "session", turn.profile.session.id);
  for (const enrollment of other.enrollments.values()) adopt(turn, enrollment);
  turn.effects.events.push(mergeEvent(turn, other, at));
  rearmDates(turn, before, Object.keys(other.profile.attributes));
}

function mergedProfile(survivor: Profile, other: Profile): Profile {
  const [older, newer] = survivor.attributesAt >= other.attributesAt ? [other, survivor] : [survivor, other];
  return {
    ...survivor,
    attributes: { ...older.attributes, ...newer.attributes },
    attributesAt: newer.attributesAt,
    consent: strictest(survivor.consent, other.consent),
    session: laterSession(survivor, other),
    sent: [...survivor.sent, ...other.sent].sort((a, b) => a.at - b.at),
    suppressed: { ...other.suppressed, ...survivor.suppressed },
    lastTimeZone: seenLater(survivor, other).lastTimeZone ?? survivor.lastTimeZone ?? other.lastTimeZone,
    lastCountry: seenLater(survivor, other).lastCountry ?? survivor.lastCountry ?? other.lastCountry,
    createdAt: Math.min(survivor.createdAt, other.createdAt),
    firstSeenAt: earlier(survivor.firstSeenAt, other.firstSeenAt),
    lastSeenAt: seenLater(survivor, other).lastSeenAt,
  };
}

function strictest(a: Consent, b: Consent): Consent {
  const join = <T extends Consent["channels"]>(left: T, right: T): T => {
    const no = Object.fromEntries([...Object.entries(left), ...Object.entries(right)].filter(([, state]) => state === "unsubscribed"));
    return { ...right, ...left, ...no };
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

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

/** The store moves the row to the survivor's bucket; its timers are set anew under the survivor. */
function adopt(turn: Turn, foreign: Enrollment): void {
  const enrollment: Enrollment = turn.put({ ...foreign, profileId: turn.profile.id });
  const twin = [...turn.enrollments.values()].find(
    (own) => own.id !== enrollment.id && own.campaignId === enrollment.campaignId && own.key === enrollment.key && own.status !== "ended",
  );
  if (twin && (enrollment.status === "waiting" || enrollment.status === "held")) {
    close(turn, enrollment, "merged");
    logFor(turn, enrollment, "exited", "merged", { goes_on_as: twin.id });
    return;
  }
  if (enrollment.dueAt !== null) turn.setTimer(enrollment.dueAt, "enrollment", enrollment.id);
  if (enrollment.goalUntil !== null) turn.setTimer(enrollment.goalUntil, "goal", enrollment.id);
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
