import { setImmediate } from "node:timers/promises";
import {
  asTold,
  BUCKETS,
  type Campaign,
  type CampaignDocument,
  compileDefinitions,
  DAY,
  type Decision,
  type Event,
  INTERNAL,
  type Instant,
  isMarketing,
  listensOf,
  membershipKey,
  type Reach,
  replayPerson,
  type Segment,
  type SessionEndedTrigger,
  scaleReach,
  sumReach,
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

/** What a draft would have done lately: the same decision as live, over what is stored, for as many people as a moment allows. */
export interface ReachEstimate extends Reach {
  readonly from: Instant;
  readonly to: Instant;
  /** Some people were looked at and stand for all. */
  readonly isSample: boolean;
  readonly peopleLookedAt: number;
}

export interface ReachQuestion {
  readonly workspaceId: number;
  readonly document: CampaignDocument;
  readonly rules: WorkspaceRules;
  readonly days: number;
  readonly now: Instant;
  /** Nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** The moment by which to answer with what there is. A clock of the machine: the estimate is work, not time that passes. */
  readonly outOfTime: () => boolean;
}

const COUNTED_MAX = 300_000;
/** Where more happened than this, people of some buckets stand for all. */
const LOOKED_AT = 6_000;
const EVENTS_OF_ONE_MAX = 200;
const CHUNK = 250;

export async function estimateReach(db: Query, question: ReachQuestion): Promise<ReachEstimate> {
  const { now, workspaceId, rules, days } = question;
  const campaign = asIfLive(question.document, workspaceId);
  const segments = await segmentsOf(db, campaign, rules);
  const definitions = compileDefinitions(rules, [campaign], [], { live: segments });
  const sample = await samplePeople(db, question, campaign);
  const period = { from: sample.from, until: now };
  const names = namesThatMatter(campaign, rules);
  const lives: Decision[][] = [];
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
      const events = (pasts.get(id) ?? []).map(eventOf).filter((event) => isReplayed(event, campaign));
      const memberships = standings.get(id)?.memberships ?? NO_PAST.memberships;
      lives.push(replayPerson({ profile, addresses: addressesOf(profile.attributes, emails), events, memberships }, campaign, definitions, period));
    }
    // Others are served in between.
    await setImmediate();
  }
  const factor = sample.factor * (looked === 0 ? 1 : sample.ids.length / looked);
  const from = Math.max(sample.from, now - days * DAY);
  return { ...scaleReach(sumReach(lives, now, rules.timeZone), factor), from, to: now, isSample: factor !== 1, peopleLookedAt: looked };
}

/** The live segments that the campaign names, and those that no marketing goes to. */
async function segmentsOf(db: Query, { workspaceId, document }: Campaign, rules: WorkspaceRules): Promise<Segment[]> {
  const asked = keysAsked(document, rules);
  return asked.length === 0 ? [] : (await readLiveSegments(db, workspaceId)).filter(({ key }) => asked.includes(key)).map(asTold);
}

function keysAsked(document: CampaignDocument, { neverSend = [] }: WorkspaceRules): readonly string[] {
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
function asIfLive(document: CampaignDocument, workspaceId: number): Campaign {
  const { life: _life, ...timeless } = document;
  return { id: "00000000-0000-7000-8000-000000000000", workspaceId, version: 1, status: "live", document: timeless };
}

interface PeopleSample {
  readonly ids: readonly string[];
  /** One of them stands for so many. */
  readonly factor: number;
  readonly from: Instant;
}

async function samplePeople(db: Query, { workspaceId, days, now }: ReachQuestion, campaign: Campaign): Promise<PeopleSample> {
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
function namesOfTrigger({ id, document: { trigger } }: Campaign): string[] {
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
function namesThatMatter(campaign: Campaign, rules: WorkspaceRules): string[] | null {
  const { trigger, unless = [] } = campaign.document;
  if (trigger.kind.startsWith("session_")) return null;
  const opens = trigger.kind === "message_ignored" ? [INTERNAL.messageOpened, INTERNAL.messageClicked] : [];
  const passages = keysAsked(campaign.document, rules).length > 0 ? PASSAGES : [];
  return [...new Set([...namesOfTrigger(campaign), ...unless.map(({ event }) => event), ...opens, ...passages])];
}

/** Sessions come about anew in the replay; those of the past would come twice. */
function isReplayed(event: Event, { document }: Campaign): boolean {
  return (
    event.kind !== "internal" || (document.trigger.kind !== "session_started" && event.name !== INTERNAL.sessionStarted && event.name !== INTERNAL.sessionEnded)
  );
}

function eventOf({ profileId: _profileId, extra, ...event }: EventRow): Event {
  return { ...event, ...extra } as Event;
}
