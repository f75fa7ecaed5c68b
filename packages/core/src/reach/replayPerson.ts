import type { Course } from "../campaign/campaign.ts";
import { attributeNames } from "../condition/conditions/attributeCondition.ts";
import type { Decision, Definitions, ProfileState, ToldMembership } from "../decide/decide.types.ts";
import { type Event, INTERNAL } from "../event/event.ts";
import { isJourney } from "../journey/journey.ts";
import { stepKindOf } from "../journey/kinds.ts";
import type { JsonObject } from "../json.ts";
import type { Profile } from "../profile/profile.ts";
import { type Membership, membershipKey, type Segment } from "../segment/segment.ts";
import type { SegmentIndex } from "../segment/segmentIndex.ts";
import { LIFE_CYCLE } from "../stage/stage.ts";
import { DAY, type Instant } from "../time/instant.ts";
import type { AttributeChangedTrigger } from "../trigger/triggers/attributeChangedTrigger.ts";
import { VirtualLife } from "./virtualLife.ts";

/** What is known of a person: as they are today, and what they did in the period, oldest first. */
export interface PastOfPerson {
  readonly profile: Profile;
  readonly addresses: ProfileState["addresses"];
  readonly events: readonly Event[];
  /** Where `events` is only the beginning: events that tell of the time before the period, as the first of each segment's passages does. */
  readonly telling?: readonly Event[];
  /** The segments that they are in today, by membership key. */
  readonly memberships?: ReadonlyMap<string, Membership>;
}

export interface ReplayPeriod {
  readonly from: Instant;
  readonly until: Instant;
}

/** Under what a past happens again. */
export interface ReplayPlan extends ReplayPeriod {
  /** All that is live in the replay, with segments `asTold`. */
  readonly definitions: Definitions;
  /** Those of them that are replayed from the beginning; one that is to begin later says so by its life. */
  readonly courses: readonly Course[];
  /** More of one person is not looked at; left out: what a moment allows. */
  readonly inputsMax?: number;
}

/** Messages that wait at the end of the period are followed so much longer. */
const FOLLOWED_FOR = 40 * DAY;

/**
 * Lets a person's past happen again under campaigns and journeys that were not there then, by the engine's own decision, a clock that
 * only these events move, and a channel that takes everything. Nothing is written. Attributes and consent are those of today, because
 * what they were then is not kept; only those that a trigger watches or a step sets are led through their changes. Segments are entered and
 * left as their history tells; before the first passage it tells of, the person was what they were until then, and without any what they
 * are today.
 */
export class PersonReplay {
  readonly #life: VirtualLife;
  readonly #plan: ReplayPlan;
  /** Those of the last instant wait: what was true by then comes first, and may still be read. */
  #waiting: readonly Event[] = [];

  /** @param past with the first events of the period, which say what the person was before */
  constructor(past: PastOfPerson, plan: ReplayPlan) {
    const { definitions, courses, from, inputsMax } = plan;
    this.#plan = plan;
    this.#life = new VirtualLife(
      {
        profile: profileAtTheStart(past, courses, from),
        enrollments: new Map(),
        addresses: past.addresses,
        memberships: membershipsAtTheStart(past, definitions.segments, from),
      },
      definitions,
      from,
      inputsMax,
    );
    for (const { id, version } of courses) this.#life.feed({ kind: "campaign", campaignId: id, version, change: "launched", at: from });
    this.take(past.events);
  }

  /** More happens than one life is told. */
  get isCutShort(): boolean {
    return this.#life.isSpent;
  }

  /** What happened next, oldest first. */
  take(events: readonly Event[]): void {
    const known = [...this.#waiting, ...events.filter((event) => !isMadeAnew(event, this.#plan.definitions))];
    const last = known.at(-1)?.at;
    this.#waiting = known.filter(({ at }) => at === last);
    this.#happen(known.filter(({ at }) => at !== last));
  }

  /** Nothing more happened. */
  end(): readonly Decision[] {
    this.#happen(this.#waiting);
    this.#life.moveTo(this.#plan.until);
    this.#life.moveTo(this.#plan.until + FOLLOWED_FOR, (kind) => kind === "enrollment");
    return this.#life.decisions;
  }

  #happen(events: readonly Event[]): void {
    for (const { at, passages, others } of momentsOf(events)) {
      if (this.#life.isSpent) break;
      const told = passages.flatMap((event) => passageIn(event, this.#plan.definitions.segments)?.after ?? []);
      // Without anything that brought them about, windows lapsed: before all else that is due at the instant, as they do live.
      this.#life.moveTo(others.length === 0 ? at - 1 : at);
      this.#life.now = Math.max(this.#life.now, at);
      const [first, ...also] = told;
      if (others.length === 0 && first) this.#life.feed({ kind: "list", ...first, also, at });
      for (const [place, event] of others.entries()) this.#life.feed({ kind: "event", event: asItHappened(event), ...(place === 0 ? { told } : {}) }, event.id);
    }
  }
}

/** The whole of a past that is read at once, under one campaign or journey. */
export function replayPerson(past: PastOfPerson, course: Course, definitions: Definitions, period: ReplayPeriod): readonly Decision[] {
  return new PersonReplay(past, { ...period, definitions, courses: [course] }).end();
}

/** It reached us when it happened: an import of last month's events would have been last month's events. */
function asItHappened(event: Event): Event {
  return { ...event, receivedAt: event.at };
}

const OF_SESSIONS: ReadonlySet<string> = new Set([INTERNAL.sessionStarted, INTERNAL.sessionEnded]);
const OF_SENDS: ReadonlySet<string> = new Set([
  INTERNAL.messageSent,
  INTERNAL.messageWouldHaveBeenSent,
  INTERNAL.messageFailed,
  INTERNAL.messageSkipped,
  INTERNAL.messageUnknown,
]);

/** Comes about in the replay itself: sessions, and what the replayed campaigns and journeys do. From the past it would come twice. */
function isMadeAnew({ kind, name, message, properties }: Event, { campaigns, journeysByKey }: Definitions): boolean {
  if (kind !== "internal") return false;
  if (OF_SESSIONS.has(name)) return true;
  if (message !== undefined) return OF_SENDS.has(name) && campaigns.has(message.campaignId);
  return typeof properties["journey"] === "string" && journeysByKey.has(properties["journey"]);
}

/** The person of today with nothing under way, and with attributes as they were before their first change in the period. */
function profileAtTheStart({ profile, events: first, telling: events = first }: PastOfPerson, courses: readonly Course[], from: Instant): Profile {
  const blank = { ...profile, session: null, sent: [], dateTimers: {} };
  const watched = courses.flatMap(attributesWatched);
  const set = courses.flatMap(attributesSet).filter((name) => (profile.attributeTimes[name] ?? from) >= from);
  if (watched.length + set.length === 0) return blank;
  const attributes: JsonObject = { ...profile.attributes };
  const attributeTimes = { ...profile.attributeTimes };
  for (const name of new Set([...watched, ...set])) {
    delete attributes[name];
    delete attributeTimes[name];
    // Whoever was there before the period had some value; the first one heard of stands in for it, so that it is no change.
    const told = profile.createdAt < from ? events.find((event) => event.attributes && Object.hasOwn(event.attributes, name))?.attributes?.[name] : undefined;
    if (told !== undefined && told !== null) attributes[name] = told;
  }
  return { ...blank, attributes, attributeTimes };
}

function attributesWatched({ document: { trigger } }: Course): readonly string[] {
  return trigger.kind === "attribute_changed" ? attributeNames((trigger as AttributeChangedTrigger).attribute) : [];
}

/** Attributes that steps set: what they set in the past is of today's profile, and not of the person before they came to the step. */
function attributesSet(course: Course): readonly string[] {
  if (!isJourney(course)) return [];
  const causes = course.document.steps.flatMap((step) => stepKindOf(step).causes?.(step) ?? []);
  return causes.flatMap((cause) => (cause.startsWith("attribute:") ? [cause.slice("attribute:".length)] : []));
}

/** A segment whose passages are told and not judged anew: what it asks about may lie long before the period. */
export function asTold({ document: { condition: _condition, stages: _stages, ...document }, ...segment }: Segment): Segment {
  return { ...segment, document };
}

/** What happened at one instant: an event's own passages bear its time. */
interface Moment {
  readonly at: Instant;
  readonly passages: Event[];
  readonly others: Event[];
}

function momentsOf(events: readonly Event[]): Iterable<Moment> {
  const moments = new Map<Instant, Moment>();
  for (const event of [...events].sort((a, b) => a.at - b.at)) {
    const moment = moments.get(event.at) ?? { at: event.at, passages: [], others: [] };
    moments.set(event.at, moment);
    (isPassage(event) ? moment.passages : moment.others).push(event);
  }
  return moments.values();
}

const PASSAGES: ReadonlySet<string> = new Set([INTERNAL.segmentEntered, INTERNAL.segmentLeft, INTERNAL.stageChanged]);

function isPassage({ kind, name }: Event): boolean {
  return kind === "internal" && PASSAGES.has(name);
}

/** That the person came into a segment or left it, or into another stage: what they were before, and after. Null for all other events. */
function passageIn(event: Event, { byKey }: SegmentIndex): { readonly before: ToldMembership; readonly after: ToldMembership } | null {
  if (!isPassage(event)) return null;
  const { from, to, segment_id: id } = event.properties;
  if (event.name === INTERNAL.stageChanged) {
    const segmentId = byKey.get(LIFE_CYCLE)?.id ?? "";
    const before = typeof from === "string" ? { segmentId, member: true, stage: from } : { segmentId, member: false };
    return { before, after: { segmentId, member: true, stage: String(to) } };
  }
  const segmentId = String(id);
  const member = event.name === INTERNAL.segmentEntered;
  return { before: { segmentId, member: !member }, after: { segmentId, member } };
}

/** What the first passage that is told of a segment says of the time before; without any, the person was what they are today. */
function membershipsAtTheStart(
  { events: first, telling: events = first, memberships = new Map() }: PastOfPerson,
  index: SegmentIndex,
  from: Instant,
): ReadonlyMap<string, Membership> {
  const told = new Map<string, ToldMembership>();
  for (const event of [...events].reverse()) {
    const passage = passageIn(event, index);
    if (passage !== null) told.set(passage.before.segmentId, passage.before);
  }
  return new Map(
    index.segments.map(({ segment: { id: segmentId, version } }) => {
      const key = membershipKey({ segmentId, version });
      const today = memberships.get(key);
      const stands = told.get(segmentId) ?? { segmentId, member: today?.member === true, ...(today?.stage === undefined ? {} : { stage: today.stage }) };
      return [key, { ...stands, version, since: from, timerAt: null }];
    }),
  );
}
