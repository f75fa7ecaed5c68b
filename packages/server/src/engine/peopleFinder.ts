import { BUCKETS, type Instant, isFilterCondition, judgeCondition, type PeopleFilter, type PeopleSort, type Subject } from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import { type IdentityRow, identitiesOf } from "../store/identities.ts";
import {
  countAmong,
  countInBuckets,
  type Fitting,
  type ListPlace,
  type PeopleQuestion,
  sievePeople,
  type WalkedPerson,
  walkPeople,
} from "../store/peopleWalk.ts";
import { countWithWords, eventCounts, hasMoreProfilesThan, matchingProfiles, type ProfileSummaryRow, profileSummaries } from "../store/profileSearch.ts";
import { termsOf } from "../store/searchWords.ts";
import { withinTime } from "../store/withinTime.ts";
import { readWorkspace } from "../store/workspaces.ts";

/** What a list of people is asked by. */
export interface PeopleAsked {
  readonly search: string;
  readonly filter: PeopleFilter;
  readonly sort: PeopleSort;
}

export interface FoundPerson extends ProfileSummaryRow {
  readonly identifiers: readonly IdentityRow[];
  readonly eventCount: number | null;
}

export interface PeopleCount {
  readonly count: number;
  /** `more`: there are more than `count`; `fewer`: none was found in the sample, so there are likely fewer. */
  readonly is: "exact" | "about" | "more" | "fewer";
}

export interface FoundPage {
  readonly people: readonly FoundPerson[];
  /** Where to go on; null at the end. */
  readonly next: ListPlace | null;
}

/** A search that finds more is no list to read, but a reason to write another letter: people are then looked for among all, in order. */
const FOUND_MAX = 4_000;
/** Beyond it a count says “more than”. */
const COUNTED_MAX = 10_000;

/** Stretches grow while nobody is found, so that a common filter reads little and a rare one soon reads far. */
const STRETCH_FIRST = 500;
const STRETCH_MAX = 8_000;
/** How long one page is looked for, so that each answers soon however rare its people are. */
const LOOKING_MS = 200;

/** A page of people. With a rare filter it may be short, even empty, though there is more. */
export async function findPeople(db: Db, clock: Clock, workspaceId: number, asked: PeopleAsked, after: ListPlace | null, limit: number): Promise<FoundPage> {
  const { ids, next } = await findIds(db, clock, workspaceId, asked, after, limit);
  const rows = await profileSummaries(db, workspaceId, ids);
  return { people: await withIdentifiers(db, rows), next };
}

/** The same page, as ids alone. */
export async function findIds(db: Db, clock: Clock, workspaceId: number, asked: PeopleAsked, after: ListPlace | null, limit: number): Promise<PageOfIds> {
  const question = await questionOf(db, clock, workspaceId, asked);
  const found = await foundByWords(db, workspaceId, asked.search);
  return found === null ? walked(db, clock, question, after, limit) : amongFound(db, question, found, after, limit);
}

async function questionOf(db: Db, clock: Clock, workspaceId: number, { search, filter, sort }: PeopleAsked): Promise<PeopleQuestion> {
  const workspace = await readWorkspace(db, workspaceId);
  return { workspaceId, filter, sort, terms: termsOf(search), now: clock.now(), timeZone: workspace?.settings.timeZone ?? "UTC" };
}

/**
 * A bucket is a sample of all. Where it holds half again its share of what would be too many, they likely are; reading that many from
 * everywhere only to find that there are more is what made such a search slow.
 */
const SAMPLED_BUCKET = 0;
const SAMPLED_MAX = (1.5 * FOUND_MAX) / BUCKETS;

/** Who is found by the words typed; null where nothing was typed, or where too many are found: a common beginning is not even looked for in the index. */
async function foundByWords(db: Db, workspaceId: number, search: string): Promise<string[] | null> {
  const text = search.trim();
  if (text === "" || (text.length === 1 && termsOf(text).length > 0)) return null;
  if ((await countWithWords(db, workspaceId, text, SAMPLED_BUCKET)) > SAMPLED_MAX) return null;
  const found = await matchingProfiles(db, workspaceId, text, FOUND_MAX + 1);
  return found.length > FOUND_MAX ? null : found;
}

export interface PageOfIds {
  readonly ids: readonly string[];
  readonly next: ListPlace | null;
}

/** By the newest the ids tell the order, so a page reads its own people; by the last seen all must be read. */
const SIEVED_AT_ONCE = 500;

async function amongFound(db: Db, question: PeopleQuestion, found: readonly string[], after: ListPlace | null, limit: number): Promise<PageOfIds> {
  const isByNewest = question.sort === "newest";
  const ids = isByNewest ? found.filter((id) => after === null || id < after.id).sort((a, b) => (a < b ? 1 : -1)) : found;
  const atOnce = isByNewest ? SIEVED_AT_ONCE : Math.max(1, ids.length);
  const people: WalkedPerson[] = [];
  for (let next = 0; next < ids.length && people.length <= limit; next += atOnce) {
    const sieved = await sievePeople(db, question, ids.slice(next, next + atOnce));
    people.push(...sieved.filter((person) => holds(person, question) && (after === null || comesAfter(person, after, question.sort))));
  }
  const shown = people.slice(0, limit);
  return { ids: shown.map(({ id }) => id), next: people.length > limit ? placeOf(shown.at(-1)) : null };
}

function comesAfter(person: ListPlace, place: ListPlace, sort: PeopleSort): boolean {
  if (sort === "newest" || person.seenAt === place.seenAt) return person.id < place.id;
  return (person.seenAt ?? Number.NEGATIVE_INFINITY) < (place.seenAt ?? Number.NEGATIVE_INFINITY);
}

async function walked(db: Db, clock: Clock, question: PeopleQuestion, after: ListPlace | null, limit: number): Promise<PageOfIds> {
  const until = clock.now() + LOOKING_MS;
  const people: WalkedPerson[] = [];
  let place = after;
  for (let length = Math.max(STRETCH_FIRST, limit + 1); ; length = Math.min(length * 2, STRETCH_MAX)) {
    const began = clock.now();
    const stretch = await walkPeople(db, question, place, length);
    people.push(...stretch.people.filter((person) => holds(person, question)));
    if (people.length > limit) return { ids: people.slice(0, limit).map(({ id }) => id), next: placeOf(people[limit - 1]) };
    if (stretch.last === null) return { ids: people.map(({ id }) => id), next: null };
    place = stretch.last;
    // A stretch twice as long must still end in time.
    if (clock.now() + 2 * (clock.now() - began) > until) return { ids: people.map(({ id }) => id), next: place };
  }
}

function placeOf(person: ListPlace | undefined): ListPlace | null {
  return person ? { id: person.id, seenAt: person.seenAt } : null;
}

/** What SQL could not say: core's own judge has the last word, so that a filter means what it means in a campaign. */
function holds(person: WalkedPerson, { filter, now, timeZone }: PeopleQuestion): boolean {
  if (person.sure) return true;
  const subject: Subject = {
    attributes: person.attributes,
    consent: person.consent,
    properties: {},
    entry: null,
    country: null,
    now,
    timeZone,
    segments: (key) => person.segments.includes(key),
    stage: () => person.stage,
  };
  return filter.filter(isFilterCondition).every((condition) => judgeCondition(condition, subject).holds);
}

const COUNTING_MS = 180;

/** How many there are: exact where that is quick, else more than so many, else estimated from whole buckets, which are samples of all. */
export async function countPeople(db: Db, clock: Clock, workspaceId: number, asked: Omit<PeopleAsked, "sort">): Promise<PeopleCount> {
  const question = await questionOf(db, clock, workspaceId, { ...asked, sort: "newest" });
  const found = await foundByWords(db, workspaceId, asked.search);
  if (found !== null) return { count: countOf(await countAmong(db, question, found), question), is: "exact" };
  return countBucketByBucket(db, clock, question);
}

function countOf({ sure, unsure }: Fitting, question: PeopleQuestion): number {
  return sure + unsure.filter((person) => holds(person, question)).length;
}

/** A workspace of this size is counted whole in one step. */
const SMALL = 20_000;
/** With so many found in a sample, chance does not make twice as many of them as there are. */
const SURE_FROM = 50;

async function countBucketByBucket(db: Db, clock: Clock, question: PeopleQuestion): Promise<PeopleCount> {
  const until: Instant = clock.now() + COUNTING_MS;
  let count = 0;
  let next = 0;
  for (let taken = (await hasMoreProfilesThan(db, question.workspaceId, SMALL)) ? 1 : BUCKETS; next < BUCKETS; taken = Math.min(taken * 2, BUCKETS - next)) {
    const buckets = Array.from({ length: taken }, (_, index) => next + index).filter((bucket) => bucket < BUCKETS);
    const began = clock.now();
    const step = await countStep(db, question, buckets, next === 0 ? null : until - began);
    if (step === null) return estimate(count, next);
    count += countOf(step, question);
    next += buckets.length;
    if (count > COUNTED_MAX || (count >= SURE_FROM && count * BUCKETS > 2 * COUNTED_MAX * next)) return { count: COUNTED_MAX, is: "more" };
    // A step twice as long must still end in time.
    if (next < BUCKETS && clock.now() + 2 * (clock.now() - began) > until) return estimate(count, next);
  }
  return { count, is: "exact" };
}

/** The first must be counted, whatever it takes; a later one that finds its pages on the disk and not in memory is given up, and the estimate made without it. */
function countStep(db: Db, question: PeopleQuestion, buckets: readonly number[], milliseconds: number | null): Promise<Fitting | null> {
  if (milliseconds === null) return countInBuckets(db, question, buckets);
  return withinTime(db, milliseconds, (tx) => countInBuckets(tx, question, buckets));
}

/** Where a share of all holds nobody, all hold fewer than three such shares would make likely, in 95 of 100 cases. */
const RULE_OF_THREE = 3;

function estimate(count: number, buckets: number): PeopleCount {
  if (count === 0) return { count: Math.ceil((RULE_OF_THREE * BUCKETS) / buckets), is: "fewer" };
  const all = (count * BUCKETS) / buckets;
  if (all > COUNTED_MAX) return { count: COUNTED_MAX, is: "more" };
  const digits = Math.max(1, 10 ** (Math.floor(Math.log10(Math.max(all, 1))) - 1));
  return { count: Math.round(all / digits) * digits, is: "about" };
}

async function withIdentifiers(db: Db, rows: readonly ProfileSummaryRow[]): Promise<FoundPerson[]> {
  const identifiers = await identitiesOf(
    db,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({ ...row, eventCount: null, identifiers: identifiers.filter((identity) => identity.profileId === row.id) }));
}

/** How many events each has, up to a thousand and one. */
export async function countEvents(db: Db, people: readonly FoundPerson[]): Promise<FoundPerson[]> {
  const counts = await eventCounts(
    db,
    people.map(({ id }) => id),
  );
  return people.map((person) => ({ ...person, eventCount: counts.get(person.id) ?? 0 }));
}
