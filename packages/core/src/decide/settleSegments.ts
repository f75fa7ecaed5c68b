import type { Subject } from "../condition/condition.ts";
import { judgeCondition, lapseOf } from "../condition/judge.ts";
import { type Event, INTERNAL } from "../event/event.ts";
import type { JsonObject } from "../json.ts";
import type { Profile } from "../profile/profile.ts";
import { type Membership, membershipKey, type Segment } from "../segment/segment.ts";
import type { IndexedSegment, SegmentIndex } from "../segment/segmentIndex.ts";
import { judgeStages } from "../stage/judgeStages.ts";
import { formatInstant, type Instant } from "../time/instant.ts";
import type { Happening } from "../trigger/trigger.ts";
import { computeAttributes, withComputed } from "./computeAttributes.ts";
import type { KeptSegments } from "./pastOfTurn.ts";
import { profileSubject, standingIn } from "./subject.ts";
import type { Turn } from "./turn.ts";

/** Entering is an event itself, which a segment may ask about; a circle of such questions is cut after so many rounds. */
const ROUNDS_MAX = 10;

/**
 * Judges what the changes so far have touched, inner segments before outer ones, and sets the timers for what time alone will
 * change. Computed attributes come first, since segments may read them.
 *
 * @param cause the event that changed them; null where time did
 * @returns who entered and left, and attributes that changed, for triggers and exits
 */
export function settleSegments(turn: Turn, cause: Event | null): Happening[] {
  const { past } = turn;
  if (past.kept.length === 0) return [];
  const happenings: Happening[] = [];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    happenings.push(...computeAttributes(turn, cause));
    const touched = takeTouched(turn);
    const { isNew, all } = past;
    past.isNew = false;
    past.all = false;
    if (touched.size === 0 && !isNew && !all) break;
    const entered = past.kept.flatMap((kept) => judgeTouched(turn, kept, touched, { isNew, all }));
    for (const passage of entered) happenings.push(...joined(turn, passage));
  }
  return happenings;
}

/** A passage joins the history, and is news to the triggers of the segment as to those of any event. */
function joined(turn: Turn, happening: MembershipHappening): Happening[] {
  turn.join(happening.event);
  return [happening, { kind: "event", event: happening.event }];
}

/** What has changed since the last time, as segments name what they read. */
function takeTouched(turn: Turn): ReadonlySet<string> {
  const { past, profile, timeZone } = turn;
  const touched = new Set([...past.touched, ...changesBetween(past.judged.profile, profile)]);
  if (timeZone !== past.judged.timeZone) touched.add("zone");
  past.touched.clear();
  past.judged = { profile, timeZone };
  return touched;
}

function changesBetween(before: Profile, after: Profile): string[] {
  if (before === after) return [];
  return [
    ...differing(before.attributes, after.attributes).map((name) => `attribute:${name}`),
    ...differing(before.consent.channels, after.consent.channels).map((name) => `consent:${name}`),
    ...differing(before.consent.topics, after.consent.topics).map((name) => `consent:${name}`),
    ...(before.lastCountry === after.lastCountry ? [] : ["country"]),
    ...(before.lastLocale === after.lastLocale ? [] : ["locale"]),
    ...(before.lastDevice === after.lastDevice ? [] : ["device"]),
    ...(before.lastLocation === after.lastLocation ? [] : ["location"]),
  ];
}

function differing(before: { readonly [name: string]: unknown }, after: { readonly [name: string]: unknown }): string[] {
  if (before === after) return [];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name]);
}

type MembershipHappening = Extract<Happening, { kind: "segment" | "stage" }>;

function judgeTouched(
  turn: Turn,
  { index, silent }: KeptSegments,
  touched: ReadonlySet<string>,
  { isNew, all }: { isNew: boolean; all: boolean },
): MembershipHappening[] {
  const waiting = new Agenda(all ? index.segments : [...(isNew ? index.ofNobody : []), ...[...touched].flatMap((key) => index.readers.get(key) ?? [])]);
  const happenings: MembershipHappening[] = [];
  const facts = profileSubject(turn);
  for (let next = waiting.take(); next !== undefined; next = waiting.take()) {
    const change = judgeOne(turn, next, { ...facts, ...standingIn(turn.past, index) });
    // What was worked out for somebody without a past rests on their being in this one.
    const isUnlikeNobody = isNew && change === null && index.ofNobody.includes(next);
    if (change !== null || isUnlikeNobody) waiting.add(index.readers.get(`segment:${next.segment.key}`) ?? []);
    if (change !== null && !silent) happenings.push(happeningOf(turn, next, change));
  }
  return happenings;
}

/** Segments that wait to be judged, each once, in their order. */
class Agenda {
  readonly #waiting = new Set<IndexedSegment>();

  constructor(segments: readonly IndexedSegment[]) {
    this.add([...new Set(segments)].sort((a, b) => a.place - b.place));
  }

  add(segments: readonly IndexedSegment[]): void {
    for (const one of segments) this.#waiting.add(one);
  }

  /** One that nothing else that waits comes before. */
  take(): IndexedSegment | undefined {
    let first: IndexedSegment | undefined;
    for (const one of this.#waiting) if (first === undefined || one.place < first.place) first = one;
    if (first !== undefined) this.#waiting.delete(first);
    return first;
  }
}

/** A membership as it was and as it is. */
interface Change {
  readonly before: Membership | undefined;
  readonly after: Membership;
}

/**
 * Judges one segment for the profile. It is never judged as of a moment before its last change: clocks of several machines, and
 * outcomes that tell of the past, must not make anybody leave and come back.
 * @returns how the membership changed, or null
 */
function judgeOne(turn: Turn, one: IndexedSegment, facts: Subject): Change | null {
  const { segment } = one;
  const before = turn.past.membershipIn(one);
  const at = Math.max(turn.at, before?.since ?? Number.NEGATIVE_INFINITY);
  const verdict = judgedAt(turn, one, before, { ...facts, attributes: withComputed(turn, one.computed, at), now: at });
  if (verdict === null) return null;
  const { lapse, ...stands } = verdict;
  const timerAt = setLapse(turn, one, before?.timerAt ?? null, lapse);
  const changed = stands.member !== (before?.member ?? false) || stands.stage !== before?.stage;
  if (!changed && timerAt === (before?.timerAt ?? null)) return null;
  const after = { segmentId: segment.id, version: segment.version, ...stands, since: changed || !before ? at : before.since, timerAt };
  turn.past.putMembership(after);
  return changed ? { before, after } : null;
}

type Verdict = Pick<Membership, "member" | "stage"> & { readonly lapse: Instant | null };

/** Who is in it by its rules; null for a list, which has none. */
function judgedAt(turn: Turn, { condition, stages }: IndexedSegment, before: Membership | undefined, subject: Subject): Verdict | null {
  if (condition !== null) return { member: judgeCondition(condition, subject).holds, lapse: lapseOf(condition, subject) };
  if (stages === null) return null;
  // A version that is built goes on from where people are by the one that holds.
  const previous = before?.stage ?? turn.past.stageIn(turn.definitions.segments);
  const { stage, lapse } = judgeStages(stages, previous, subject);
  return { member: true, stage: stage.key, lapse };
}

/** The timer moves lazily: a later lapse waits for the one that is set, only an earlier one takes its place. */
function setLapse(turn: Turn, { segment }: IndexedSegment, current: Instant | null, lapse: Instant | null): Instant | null {
  if (lapse === null || (current !== null && current <= lapse)) return current;
  const subject = membershipKey({ segmentId: segment.id, version: segment.version });
  if (current !== null) turn.cancelTimer(current, "segment", subject);
  turn.setTimer(lapse, "segment", subject);
  return lapse;
}

/** The profile has been put on a static list, or taken off it. */
export function listHappenings(turn: Turn, list: IndexedSegment, change: Change): Happening[] {
  return joined(turn, happeningOf(turn, list, change));
}

/** Says that the profile has come into the segment or left it, or is in another stage. */
function happeningOf(turn: Turn, { segment }: IndexedSegment, { before, after }: Change): MembershipHappening {
  const { member, stage } = after;
  const id = (name: string) => turn.deriveId(name, membershipKey(after), String(after.since), ...(stage === undefined ? [] : [stage]));
  if (stage === undefined)
    return {
      kind: "segment",
      segment: segment.key,
      entered: member,
      event: passageEvent(passageName(after), after, segmentPassageProperties(segment), id(passageName(after))),
    };
  const from = before?.stage ?? null;
  const properties: JsonObject = { from, to: stage, from_since: before === undefined ? null : formatInstant(before.since) };
  return { kind: "stage", from, to: stage, event: passageEvent(INTERNAL.stageChanged, after, properties, id(INTERNAL.stageChanged)) };
}

/** What the event says of the segment that somebody came into or left. */
export function segmentPassageProperties({ id, key, document }: Segment): JsonObject {
  return { segment: key, segment_id: id, name: document.name };
}

function passageName({ member }: Membership): string {
  return member ? INTERNAL.segmentEntered : INTERNAL.segmentLeft;
}

function passageEvent(name: string, after: Membership, properties: JsonObject, id: string): Event {
  const { since, stage } = after;
  return {
    id,
    kind: "internal",
    name,
    properties,
    at: since,
    receivedAt: since,
    source: "beckon",
    messageId: `${name}:${membershipKey(after)}:${since}${stage === undefined ? "" : `:${stage}`}`,
    context: {},
  };
}

/** Judges everything that an index keeps for the profile: for a back-fill, and for two who became one. */
export function judgeAll(turn: Turn, index: SegmentIndex): void {
  judgeTouched(turn, { index, silent: true }, new Set(), { isNew: false, all: true });
}
