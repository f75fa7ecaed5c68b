import { setImmediate } from "node:timers/promises";
import {
  asTold,
  BUCKETS,
  type Course,
  type CourseDocument,
  compileDefinitions,
  DAY,
  type Decision,
  type Event,
  INTERNAL,
  type Instant,
  isJourney,
  isMarketing,
  listensOf,
  membershipKey,
  replayPerson,
  type Segment,
  type SessionEndedTrigger,
  stepKindOf,
  triggerKindOf,
  type WorkspaceRules,
} from "@beckon/core";
import type { Query } from "../store/db.ts";
import { readLiveSegments } from "../store/definitions.ts";
import { NO_PAST, readPasts } from "../store/pastRows.ts";
import { addressesOf, readPeople } from "../store/profiles.ts";
import { countHappened, countProfiles, pastsOfPeople, peopleToWhomItHappened, peopleWhoHave } from "../store/reachSample.ts";
import type { EventRow } from "../store/timeline.ts";
import { segmentsNamedIn } from "./segmentCheck.ts";

/** What to replay: a draft, as if it had been live lately, for as many people as a moment allows. */
export interface ReplayQuestion<D extends CourseDocument = CourseDocument> {
  readonly workspaceId: number;
  readonly document: D;
  readonly rules: WorkspaceRules;
  readonly days: number;
  readonly now: Instant;
  /** Nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** The moment by which to answer with what there is. A clock of the machine: the replay is work, not time that passes. */
  readonly outOfTime: () => boolean;
}

/** Lives that were replayed, each with its decisions. */
export interface ReplayedSample<D extends CourseDocument = CourseDocument> {
  /** The draft as it was replayed. */
  readonly course: Course<D>;
  readonly lives: readonly { readonly profileId: string; readonly decisions: readonly Decision[] }[];
  readonly looked: number;
  /** One of them stands for so many. */
  readonly factor: number;
  readonly from: Instant;
}

const COUNTED_MAX = 300_000;
/** Where more happened than this, people of some buckets stand for all. */
const LOOKED_AT = 6_000;
const EVENTS_OF_ONE_MAX = 200;
const CHUNK = 250;

/** Lets the stored past of people happen again under a draft, by the same decision as live. Nothing is written. */
export async function replaySample<D extends CourseDocument>(db: Query, question: ReplayQuestion<D>): Promise<ReplayedSample<D>> {
  const { now, workspaceId, rules, days } = question;
  const course = asIfLive(question.document, workspaceId);
  const segments = await segmentsOf(db, course, rules);
  const definitions = compileDefinitions(rules, [course], [], { live: segments });
  const sample = await samplePeople(db, question, course);
  const period = { from: sample.from, until: now };
  const names = namesThatMatter(course, rules);
  const lives: { profileId: string; decisions: Decision[] }[] = [];
  let looked = 0;
  // Some are looked at in any case: of nobody there is nothing to say, and "never" would be wrong.
  for (let place = 0; place < sample.ids.length && (place === 0 || !question.outOfTime()); place += CHUNK) {
    question.signal.throwIfAborted();
    const ids = sample.ids.slice(place, place + CHUNK);
    const people = await readPeople(db, ids);
    const pasts = await pastsOfPeople(db, ids, { ...period, names, limit: EVENTS_OF_ONE_MAX });
    const standings = await membershipsIn(db, ids, segments);
    for (const { id, profile, emails } of people.values()) {
      looked += 1;
      if (profile === null) continue;
      const events = (pasts.get(id) ?? []).map(eventOf).filter((event) => isReplayed(event, course));
      const memberships = standings.get(id)?.memberships ?? NO_PAST.memberships;
      const past = { profile, addresses: addressesOf(profile.attributes, emails), events, memberships };
      lives.push({ profileId: id, decisions: replayPerson(past, course, definitions, period) });
    }
    // Others are served in between.
    await setImmediate();
  }
  const factor = sample.factor * (looked === 0 ? 1 : sample.ids.length / looked);
  return { course, lives, looked, factor, from: Math.max(sample.from, now - days * DAY) };
}

/** The live segments that the campaign names, and those that no marketing goes to. */
async function segmentsOf(db: Query, { workspaceId, document }: Course, rules: WorkspaceRules): Promise<Segment[]> {
  const asked = keysAsked(document, rules);
  return asked.length === 0 ? [] : (await readLiveSegments(db, workspaceId)).filter(({ key }) => asked.includes(key)).map(asTold);
}

function keysAsked(document: CourseDocument, { neverSend = [] }: WorkspaceRules): readonly string[] {
  return [...segmentsNamedIn(document), ...(isMarketing(document) ? neverSend : [])];
}

function membershipsIn(db: Query, ids: readonly string[], segments: readonly Segment[]): ReturnType<typeof readPasts> {
  const memberships = segments.map(({ id, version }) => membershipKey({ segmentId: id, version }));
  return readPasts(
    db,
    ids.map((profileId) => ({ profileId, aggregates: [], memberships, everything: false })),
  );
}

/** A campaign that nobody was ever in, live all through the period. */
function asIfLive<D extends CourseDocument>(document: D, workspaceId: number): Course<D> {
  return { id: "00000000-0000-7000-8000-000000000000", workspaceId, version: 1, status: "live", document: { ...document, life: undefined } };
}

interface PeopleSample {
  readonly ids: readonly string[];
  /** One of them stands for so many. */
  readonly factor: number;
  readonly from: Instant;
}

async function samplePeople(db: Query, { workspaceId, days, now }: ReplayQuestion, campaign: Course): Promise<PeopleSample> {
  const { trigger } = campaign.document;
  const kind = triggerKindOf(trigger);
  const from = now - days * DAY;
  if (kind.nextTimer) {
    const buckets = shareOfBuckets(await countProfiles(db, workspaceId, COUNTED_MAX));
    const ids = await peopleWhoHave(db, workspaceId, kind.attributes?.(trigger) ?? [], buckets, LOOKED_AT);
    return { ids: shuffled(ids), factor: BUCKETS / buckets, from };
  }
  const names = namesOfTrigger(campaign);
  const { count, oldest } = await countHappened(db, workspaceId, names, from, COUNTED_MAX);
  // Where there is more than can be counted, the period is shorter.
  const since = count === COUNTED_MAX && oldest !== null ? oldest : from;
  const buckets = shareOfBuckets(count);
  const ids = await peopleToWhomItHappened(db, workspaceId, names, { from: since, buckets, limit: 2 * LOOKED_AT });
  return { ids: shuffled(ids), factor: BUCKETS / buckets, from: since };
}

function shareOfBuckets(count: number): number {
  return count <= LOOKED_AT ? BUCKETS : Math.max(1, Math.floor((BUCKETS * LOOKED_AT) / count));
}

/** By the random part of the id, so that whoever comes first stands for the rest when time runs out. */
function shuffled(ids: readonly string[]): string[] {
  return [...ids].sort((a, b) => (a.slice(-14) < b.slice(-14) ? -1 : 1));
}

/** The stored events of triggers that do not name theirs. */
const NAMES: { readonly [key: string]: string } = {
  session_started: INTERNAL.sessionStarted,
  session_ended: INTERNAL.sessionEnded,
  segment_entered: INTERNAL.segmentEntered,
  segment_left: INTERNAL.segmentLeft,
  stage_changed: INTERNAL.stageChanged,
};
const PASSAGES = [INTERNAL.segmentEntered, INTERNAL.segmentLeft, INTERNAL.stageChanged];
/** The event by which attributes come most of the time. */
const IDENTIFIED = "Profile Identified";

/** Names of the stored events that may have met the trigger. */
function namesOfTrigger({ id, document: { trigger } }: Course): string[] {
  const wanted = trigger.kind === "session_ended" ? (trigger as SessionEndedTrigger).did?.[0]?.event : undefined;
  if (wanted !== undefined) return [wanted];
  return [
    ...new Set(
      listensOf(trigger, id).flatMap((key) => {
        if (key.startsWith("event:")) return [key.slice("event:".length)];
        return key.startsWith("attribute:") ? [IDENTIFIED] : [NAMES[key.split(":")[0] ?? ""] ?? ""];
      }),
    ),
  ];
}

/** Only sessions need all that a person did; for the others the names that the document speaks of are enough. */
function namesThatMatter(campaign: Course, rules: WorkspaceRules): string[] | null {
  const { trigger, unless = [] } = campaign.document;
  if (trigger.kind.startsWith("session_")) return null;
  const opens = trigger.kind === "message_ignored" ? [INTERNAL.messageOpened, INTERNAL.messageClicked] : [];
  const passages = keysAsked(campaign.document, rules).length > 0 ? PASSAGES : [];
  return [...new Set([...namesOfTrigger(campaign), ...unless.map(({ event }) => event), ...eventsOfSteps(campaign), ...opens, ...passages])];
}

/** What people of a journey wait for, and what its goal asks. */
function eventsOfSteps(course: Course): string[] {
  if (!isJourney(course)) return [];
  const { steps, goal } = course.document;
  return [...steps.flatMap((step) => (stepKindOf(step).events?.(step) ?? []).map(({ name }) => name)), ...(goal ? [goal.event] : [])];
}

/** Sessions come about anew in the replay; those of the past would come twice. */
function isReplayed(event: Event, { document }: Course): boolean {
  return (
    event.kind !== "internal" || (document.trigger.kind !== "session_started" && event.name !== INTERNAL.sessionStarted && event.name !== INTERNAL.sessionEnded)
  );
}

function eventOf({ profileId: _profileId, extra, ...event }: EventRow): Event {
  return { ...event, ...extra } as Event;
}
