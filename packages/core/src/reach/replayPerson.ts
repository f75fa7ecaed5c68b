import type { Course } from "../campaign/campaign.ts";
import { attributeNames } from "../condition/conditions/attributeCondition.ts";
import type { Decision, Definitions, ProfileState } from "../decide/decide.types.ts";
import { type Event, INTERNAL } from "../event/event.ts";
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
  /** The segments that they are in today, by membership key. */
  readonly memberships?: ReadonlyMap<string, Membership>;
}

export interface ReplayPeriod {
  readonly from: Instant;
  readonly until: Instant;
}

/** Messages that wait at the end of the period are followed so much longer. */
const FOLLOWED_FOR = 40 * DAY;

/**
 * Lets a person's past happen again under a campaign or journey that was not there then, by the engine's own decision, a clock that only
 * these events move, and a channel that takes everything. Nothing is written. Attributes and consent are those of today, because
 * what they were then is not kept; only the one that a trigger watches is led through its changes. Segments are entered and left as
 * their history tells; before the first passage it tells of, the person was what they were until then, and without any what they are today.
 * @param definitions with the one campaign, and segments `asTold`
 */
export function replayPerson(past: PastOfPerson, campaign: Course, definitions: Definitions, { from, until }: ReplayPeriod): Decision[] {
  const life = new VirtualLife(
    {
      profile: profileAtTheStart(past, campaign, from),
      enrollments: new Map(),
      addresses: past.addresses,
      memberships: membershipsAtTheStart(past, definitions.segments, from),
    },
    definitions,
    from,
  );
  life.feed({ kind: "campaign", campaignId: campaign.id, version: campaign.version, change: "launched", at: from });
  for (const event of passagesFirst(past.events)) {
    if (life.isSpent) break;
    life.moveTo(event.at);
    const passage = passageIn(event, definitions.segments);
    if (passage === null) life.feed({ kind: "event", event: asItHappened(event) }, event.id);
    else life.feed({ kind: "list", ...passage.after, at: event.at }, event.id);
  }
  life.moveTo(until);
  life.moveTo(until + FOLLOWED_FOR, (kind) => kind === "enrollment");
  return life.decisions;
}

/** It reached us when it happened: an import of last month's events would have been last month's events. */
function asItHappened(event: Event): Event {
  return { ...event, receivedAt: event.at };
}

/** The person of today with nothing under way, and with a watched attribute as it was before its first change in the period. */
function profileAtTheStart({ profile, events }: PastOfPerson, { document }: Course, from: Instant): Profile {
  const blank = { ...profile, session: null, sent: [], dateTimers: {} };
  if (document.trigger.kind !== "attribute_changed") return blank;
  const watched = attributeNames((document.trigger as AttributeChangedTrigger).attribute);
  const attributes: JsonObject = { ...profile.attributes };
  const attributeTimes = { ...profile.attributeTimes };
  for (const name of watched) {
    delete attributes[name];
    delete attributeTimes[name];
    // Whoever was there before the period had some value; the first one heard of stands in for it, so that it is no change.
    const first = profile.createdAt < from ? events.find((event) => event.attributes && Object.hasOwn(event.attributes, name))?.attributes?.[name] : undefined;
    if (first !== undefined && first !== null) attributes[name] = first;
  }
  return { ...blank, attributes, attributeTimes };
}

/** A segment whose passages are told and not judged anew: what it asks about may lie long before the period. */
export function asTold({ document: { condition: _condition, stages: _stages, ...document }, ...segment }: Segment): Segment {
  return { ...segment, document };
}

/** An event's own passages bear its time, and an audience is judged after both: what was true by then comes first. */
function passagesFirst(events: readonly Event[]): readonly Event[] {
  return [...events].sort((a, b) => a.at - b.at || Number(!isPassage(a)) - Number(!isPassage(b)));
}

const PASSAGES: ReadonlySet<string> = new Set([INTERNAL.segmentEntered, INTERNAL.segmentLeft, INTERNAL.stageChanged]);

function isPassage({ kind, name }: Event): boolean {
  return kind === "internal" && PASSAGES.has(name);
}

type Told = Pick<Membership, "segmentId" | "member" | "stage">;

/** That the person came into a segment or left it, or into another stage: what they were before, and after. Null for all other events. */
function passageIn(event: Event, { byKey }: SegmentIndex): { readonly before: Told; readonly after: Told } | null {
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
function membershipsAtTheStart({ events, memberships = new Map() }: PastOfPerson, index: SegmentIndex, from: Instant): ReadonlyMap<string, Membership> {
  const told = new Map<string, Told>();
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
