import { setImmediate } from "node:timers/promises";
import {
  asTold,
  BUCKETS,
  type Course,
  type CourseDocument,
  compileDefinitions,
  DAY,
  type Decision,
  type Instant,
  replayPerson,
  triggerKindOf,
  type WorkspaceRules,
} from "@beckon/core";
import type { Query } from "../store/db.ts";
import { readLiveSegments } from "../store/definitions.ts";
import { NO_PAST } from "../store/pastRows.ts";
import { addressesOf, readPeople } from "../store/profiles.ts";
import { countHappened, countProfiles, pastsOfPeople, peopleToWhomItHappened, peopleWhoHave } from "../store/reachSample.ts";
import { eventOf, keysAsked, membershipsIn, namesOfTrigger, namesThatMatter } from "./replayNames.ts";

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
  const asked = keysAsked([question.document], rules);
  const segments = asked.length === 0 ? [] : (await readLiveSegments(db, workspaceId)).filter(({ key }) => asked.includes(key)).map(asTold);
  const definitions = compileDefinitions(rules, [course], [], { live: segments });
  const sample = await samplePeople(db, question, course);
  const period = { from: sample.from, until: now };
  const names = namesThatMatter([course], rules);
  const lives: { profileId: string; decisions: readonly Decision[] }[] = [];
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
      const events = (pasts.get(id) ?? []).map(eventOf);
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
