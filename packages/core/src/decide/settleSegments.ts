import type { Subject } from "../condition/condition.ts";
import { judgeCondition, lapseOf } from "../condition/judge.ts";
import { type Event, INTERNAL } from "../event/event.ts";
import type { JsonObject } from "../json.ts";
import type { Profile } from "../profile/profile.ts";
import { type Membership, membershipKey } from "../segment/segment.ts";
import type { IndexedSegment, SegmentIndex } from "../segment/segmentIndex.ts";
import type { Instant } from "../time/instant.ts";
import type { Happening } from "../trigger/trigger.ts";
import { computeAttributes, withComputed } from "./computeAttributes.ts";
import type { KeptSegments } from "./pastOfTurn.ts";
import { profileSubject } from "./subject.ts";
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
function joined(turn: Turn, happening: SegmentHappening): Happening[] {
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
  ];
}

function differing(before: { readonly [name: string]: unknown }, after: { readonly [name: string]: unknown }): string[] {
  if (before === after) return [];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name]);
}

type SegmentHappening = Extract<Happening, { kind: "segment" }>;

function judgeTouched(
  turn: Turn,
  { index, silent }: KeptSegments,
  touched: ReadonlySet<string>,
  { isNew, all }: { isNew: boolean; all: boolean },
): SegmentHappening[] {
  const waiting = new Agenda(all ? index.segments : [...(isNew ? index.ofNobody : []), ...[...touched].flatMap((key) => index.readers.get(key) ?? [])]);
  const happenings: SegmentHappening[] = [];
  const facts = profileSubject(turn);
  for (let next = waiting.take(); next !== undefined; next = waiting.take()) {
    const changed = judgeOne(turn, next, { ...facts, segments: (key) => turn.past.isIn(index, key) });
    // What was worked out for somebody without a past rests on their being in this one.
    const isUnlikeNobody = isNew && !changed && index.ofNobody.includes(next);
    if (changed || isUnlikeNobody) waiting.add(index.readers.get(`segment:${next.segment.key}`) ?? []);
    if (changed && !silent) happenings.push(segmentHappening(turn, next));
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

/**
 * Judges one segment for the profile. It is never judged as of a moment before its last change: clocks of several machines, and
 * outcomes that tell of the past, must not make anybody leave and come back.
 * @returns whether the membership changed
 */
function judgeOne(turn: Turn, one: IndexedSegment, facts: Subject): boolean {
  const { condition, segment } = one;
  if (condition === null) return false;
  const before = turn.past.membershipIn(one);
  const at = Math.max(turn.at, before?.since ?? Number.NEGATIVE_INFINITY);
  const subject: Subject = { ...facts, attributes: withComputed(turn, one.computed, at), now: at };
  const member = judgeCondition(condition, subject).holds;
  const timerAt = setLapse(turn, one, before?.timerAt ?? null, lapseOf(condition, subject));
  const changed = member !== (before?.member ?? false);
  if (!changed && timerAt === (before?.timerAt ?? null)) return false;
  turn.past.putMembership({ segmentId: segment.id, version: segment.version, member, since: changed || !before ? at : before.since, timerAt });
  return changed;
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
export function listHappenings(turn: Turn, list: IndexedSegment): Happening[] {
  return joined(turn, segmentHappening(turn, list));
}

/** Says that the profile has come into the segment, or left it. */
function segmentHappening(turn: Turn, { segment }: IndexedSegment): SegmentHappening {
  const key = membershipKey({ segmentId: segment.id, version: segment.version });
  const { member, since } = turn.past.memberships.get(key) as Membership;
  const name = member ? INTERNAL.segmentEntered : INTERNAL.segmentLeft;
  const properties: JsonObject = { segment: segment.key, segment_id: segment.id, name: segment.document.name };
  const event: Event = {
    id: turn.deriveId(name, key, String(since)),
    kind: "internal",
    name,
    properties,
    at: since,
    receivedAt: since,
    source: "beckon",
    messageId: `${name}:${key}:${since}`,
    context: {},
  };
  return { kind: "segment", segment: segment.key, entered: member, event };
}

/** Judges everything that an index keeps for the profile: for a back-fill, and for two who became one. */
export function judgeAll(turn: Turn, index: SegmentIndex): void {
  judgeTouched(turn, { index, silent: true }, new Set(), { isNew: false, all: true });
}
