import type { Campaign, Course, CourseDocument, WorkspaceRules } from "../campaign/campaign.ts";
import { isMarketing } from "../campaign/purpose.ts";
import type { ConditionNode } from "../condition/condition.ts";
import { readsOf } from "../condition/judge.ts";
import type { Definitions, Enrollment, Input } from "../decide/decide.types.ts";
import { campaignOf, courseOf, journeyOf } from "../definitions/definitions.ts";
import { type Event, INTERNAL } from "../event/event.ts";
import { causedBy, journeysStartedBy } from "../journey/causes.ts";
import { isJourney, type Journey, type JourneyDocument } from "../journey/journey.ts";
import { bucketOf, type Profile } from "../profile/profile.ts";
import { membershipKey } from "./segment.ts";
import { type IndexedSegment, type SegmentIndex, segmentsNamed } from "./segmentIndex.ts";

/** What `decide` may look at beside the profile: rows to be loaded, of those that exist. */
export interface Wanted {
  /** Ids of aggregate definitions. */
  readonly aggregates: ReadonlySet<string>;
  /** Membership keys: `<segment id>@<version>`. */
  readonly memberships: ReadonlySet<string>;
  /** All there is of the profile, and of the one that is merged into it. */
  readonly everything: boolean;
}

/** Whom the input is about, as far as it is known before; null for a profile that nobody has heard of, which has no rows. */
export interface WantedFor {
  readonly profileId: string;
  readonly profile: Profile | null;
  /** At least the live ones: whatever happens may let a waiting message be judged. */
  readonly enrollments: Iterable<Enrollment>;
}

/** What one change may lead to. */
type Reach = Omit<Wanted, "everything">;

const NO_REACH: Reach = { aggregates: new Set(), memberships: new Set() };
const NOTHING: Wanted = { ...NO_REACH, everything: false };

/**
 * The aggregates and memberships that one input may need, also for the timers that it sets and that come due in the same batch. A
 * batch loads what its inputs want together, once a profile. Costs what the input touches: what hangs on what is worked out once.
 */
export function wantedOf(definitions: Definitions, input: Input, about: WantedFor): Wanted {
  if (!asksForAny(definitions)) return NOTHING;
  if (input.kind === "merge") return { ...NOTHING, everything: true };
  const wanted = { aggregates: new Set<string>(), memberships: new Set<string>() };
  const want = (reach: Reach): void => addTo(wanted, reach);
  const indexes = [definitions.segments, ...definitions.building.filter(({ built }) => built.has(bucketOf(about.profileId))).map(({ segments }) => segments)];
  for (const key of keysOf(definitions, input)) for (const index of indexes) want(reachOf(definitions, index, key));
  const wantKey = (key: string): void => {
    for (const index of indexes) want(reachOf(definitions, index, key));
  };
  for (const enrollment of about.enrollments) {
    if (enrollment.walk) wantWay(definitions, enrollment, want, wantKey);
    else want(reachOfCampaign(definitions, campaignOf(definitions, enrollment.campaignId, enrollment.version)));
  }
  if (input.kind === "campaign") wantKey(`campaign:${input.campaignId}`);
  return { ...wanted, everything: false };
}

/** Whatever leads somebody on in a journey may lead to all that its steps do; they go by the version they are in, or are moved to the newest. */
function wantWay(definitions: Definitions, { campaignId, version }: Enrollment, want: (reach: Reach) => void, wantKey: (key: string) => void): void {
  wantKey(`campaign:${campaignId}`);
  const journey = journeyOf(definitions, campaignId, version);
  if (!journey || journey === definitions.journeys.get(campaignId)) return;
  want(reachOfCampaign(definitions, journey));
  for (const key of causedBy(journey.document)) wantKey(key);
  for (const other of startedByJourney(definitions, journey)) wantKey(`campaign:${other}`);
}

function startedByJourney({ journeysByKey }: Definitions, { document }: Journey): readonly string[] {
  return journeysStartedBy(document).flatMap((key) => journeysByKey.get(key)?.id ?? []);
}

function addTo(all: { readonly [Name in keyof Reach]: Set<string> }, reach: Reach): void {
  for (const id of reach.aggregates) all.aggregates.add(id);
  for (const key of reach.memberships) all.memberships.add(key);
}

function asksForAny({ segments, building }: Definitions): boolean {
  return segments.segments.length > 0 || segments.aggregates.size > 0 || building.length > 0;
}

/** What may change with the input, as readers name it; and for timers the segment itself. */
function keysOf(definitions: Definitions, input: Input): readonly string[] {
  switch (input.kind) {
    case "event":
      return keysOfEvent(input.event);
    case "outcome":
      return OUTCOMES;
    case "timers":
      return input.timers.flatMap(({ kind, subject }) => {
        if (kind === "segment") return [`membership:${subject}`];
        if (kind === "aggregate") return [`aggregate:${subject}`];
        return kind === "session" ? [SESSION_ENDED] : [`campaign:${subject.split(":")[0]}`];
      });
    case "list":
      return [...definitions.segments.byKey.values()].filter(({ id }) => id === input.segmentId).map((segment) => `membership:${keyOf(segment)}`);
    default:
      return [];
  }
}

const SESSION_ENDED = `event:${INTERNAL.sessionEnded}`;

const OUTCOMES = [
  INTERNAL.messageSent,
  INTERNAL.messageWouldHaveBeenSent,
  INTERNAL.messageFailed,
  INTERNAL.messageSkipped,
  INTERNAL.messageUnknown,
  INTERNAL.messageBounced,
].map((name) => `event:${name}`);

/** An event may also begin or end a session, tell where and with what the person is, and ask for a confirmation. */
function keysOfEvent({ name, attributes = {}, consent }: Event): readonly string[] {
  return [
    `event:${name}`,
    `event:${INTERNAL.sessionStarted}`,
    SESSION_ENDED,
    ...(consent === undefined ? [] : [`event:${INTERNAL.subscriptionRequested}`]),
    ...Object.keys(attributes).map((attribute) => `attribute:${attribute}`),
    ...Object.keys({ ...consent?.channels, ...consent?.topics }).map((subject) => `consent:${subject}`),
    ...SEEN,
  ];
}

const SEEN = ["country", "locale", "device", "location", "zone"] as const;

/** By the index that the campaigns and the segments were compiled into; a copy with other buckets shares both. */
const known = new WeakMap<SegmentIndex, WeakMap<Definitions["listeners"], Map<string, Reach>>>();

function reachOf(definitions: Definitions, index: SegmentIndex, key: string): Reach {
  const byListeners = known.get(index) ?? new WeakMap<Definitions["listeners"], Map<string, Reach>>();
  known.set(index, byListeners);
  const reaches = byListeners.get(definitions.listeners) ?? new Map<string, Reach>();
  byListeners.set(definitions.listeners, reaches);
  const reach = reaches.get(key) ?? follow(definitions, index, key);
  // Names of events come from outside: what nothing listens to is not kept.
  if (reach.aggregates.size + reach.memberships.size > 0) reaches.set(key, reach);
  return reach;
}

/** Follows a change through segments, computed attributes and campaigns to all that may be looked at because of it. */
function follow(definitions: Definitions, index: SegmentIndex, from: string): Reach {
  const reach = { aggregates: new Set<string>(), memberships: new Set<string>() };
  const { aggregates, memberships } = reach;
  const seen = new Set<string>();
  const visit = (key: string): void => {
    if (seen.has(key)) return;
    seen.add(key);
    const [kind, name] = split(key);
    if (kind === "event") for (const { id } of index.counting.get(name) ?? []) visit(`aggregate:${id}`);
    if (kind === "aggregate") {
      aggregates.add(name);
      for (const attribute of index.attributesFrom.get(name) ?? []) visit(`attribute:${attribute.name}`);
    }
    if (kind === "membership") visitSegment(name);
    for (const { segment } of index.readers.get(key) ?? []) visit(`membership:${keyOf(segment)}`);
    if (kind === "campaign") visitCourse(courseOf(definitions, name));
    for (const listening of [
      definitions.listeners.get(LISTENED[key] ?? key),
      definitions.dateTriggers.get(kind === "attribute" ? name : key === "zone" ? "$zone" : ""),
    ])
      for (const { id } of listening ?? []) visit(`campaign:${id}`);
  };
  const visitCourse = (course: Course | undefined): void => {
    addTo(reach, reachOfCampaign(definitions, course));
    if (!course || !isJourney(course)) return;
    for (const key of causedBy(course.document)) visit(key);
    for (const other of startedByJourney(definitions, course)) visit(`campaign:${other}`);
  };
  const visitSegment = (membership: string): void => {
    memberships.add(membership);
    const one = index.byMembership.get(membership);
    if (!one) return;
    for (const id of one.aggregates) aggregates.add(id);
    for (const key of one.refersTo) {
      const inner = index.byKey.get(key);
      if (inner) memberships.add(keyOf(inner));
    }
    for (const key of [`segment:${one.segment.key}`, ...startedBy(one)]) visit(key);
  };
  visit(from);
  return reach;
}

/** The keys under which campaigns may listen to a change of the membership. */
export function startedBy({ segment: { key }, stages }: IndexedSegment): readonly string[] {
  if (stages !== null) return ["stage_changed", `event:${INTERNAL.stageChanged}`];
  return [`segment_entered:${key}`, `segment_left:${key}`, `event:${INTERNAL.segmentEntered}`, `event:${INTERNAL.segmentLeft}`];
}

/** Sessions are listened to under names of their own. */
const LISTENED: { readonly [key: string]: string } = { [`event:${INTERNAL.sessionStarted}`]: "session_started", [SESSION_ENDED]: "session_ended" };

function split(key: string): readonly [kind: string, name: string] {
  const colon = key.indexOf(":");
  return colon < 0 ? [key, ""] : [key.slice(0, colon), key.slice(colon + 1)];
}

const byCampaign = new WeakMap<CourseDocument, WeakMap<SegmentIndex, Reach>>();

/** Keys of the memberships that a campaign's conditions and the guard ask for. */
export function membershipsOfCampaign(definitions: Definitions, campaign: Campaign): ReadonlySet<string> {
  return reachOfCampaign(definitions, campaign).memberships;
}

/** The memberships that the campaign's conditions ask for. */
function reachOfCampaign(definitions: Definitions, campaign: Course | undefined): Reach {
  if (!campaign) return NO_REACH;
  const byIndex = byCampaign.get(campaign.document) ?? new WeakMap<SegmentIndex, Reach>();
  byCampaign.set(campaign.document, byIndex);
  const reach = byIndex.get(definitions.segments) ?? {
    ...NO_REACH,
    memberships: new Set(membershipsNamed(neededBy(campaign.document, definitions.workspace), definitions.segments)),
  };
  byIndex.set(definitions.segments, reach);
  return reach;
}

/** Keys of the segments that its conditions name, and of those that the guard asks about before any marketing goes. */
function neededBy(
  document: CourseDocument & { readonly steps?: JourneyDocument["steps"] },
  { neverSend = [] }: Pick<WorkspaceRules, "neverSend">,
): readonly string[] {
  const { trigger, audience, unless, goal, steps } = document;
  return [...segmentsNamed(conditionsIn([trigger, audience, unless, goal, steps]).flatMap(readsOf)), ...(isMarketing(document) ? neverSend : [])];
}

function membershipsNamed(keys: readonly string[], { byKey }: SegmentIndex): string[] {
  return keys.flatMap((key) => {
    const segment = byKey.get(key);
    return segment ? [keyOf(segment)] : [];
  });
}

/** Every condition in it, wherever it stands: triggers keep theirs in fields of their own. */
function conditionsIn(part: unknown): ConditionNode[] {
  if (typeof part !== "object" || part === null) return [];
  const own = "kind" in part && typeof part.kind === "string" ? [part as ConditionNode] : [];
  return [...own, ...Object.values(part).flatMap(conditionsIn)];
}

function keyOf({ id, version }: { readonly id: string; readonly version: number }): string {
  return membershipKey({ segmentId: id, version });
}
