import { bucketOf, courseOf, type Decide, type Definitions, type Instant, versionKey } from "@beckon/core";
import type { Db, Query } from "./db.ts";
import { readEnrollments } from "./enrollments.ts";
import { lockBuckets } from "./leases.ts";
import { NO_PAST } from "./pastRows.ts";
import { type Lapses, settleLapses } from "./processLapses.ts";
import { companionsOf, type Forwards, forwardsOf, gatherMerges, type Merges, NeedsBuckets, rowsOf, timersOf } from "./processMerges.ts";
import { readWantedPasts, wantedPasts } from "./processPasts.ts";
import { ProfileTurn } from "./processTurn.ts";
import { type Poison, playTurns } from "./processTurns.ts";
import { wantedEnrollments } from "./processWanted.ts";
import { readWork, type Work } from "./processWork.ts";
import { type Harvest, harvest, writeHarvest } from "./processWrite.ts";
import { readPeople, type StoredPerson } from "./profiles.ts";
import { fillBuild } from "./segmentBuilder.ts";

/** Rules and campaigns as they stand for one transaction. */
export interface DefinitionsSource {
  /**
   * Looks at the versions inside the transaction: what was launched or paused before it began holds in it.
   * @param buckets those that the transaction holds: of these it is said whether a build is through with them
   */
  current(tx: Query, buckets: readonly number[]): Promise<DefinitionsOf>;
  /** Makes sure that these versions are known: people are inside them. */
  include(tx: Query, workspaceId: number, versions: readonly { readonly campaignId: string; readonly version: number }[]): Promise<void>;
}

type DefinitionsOf = (workspaceId: number) => Definitions | undefined;

export interface ProcessOptions {
  /** Who works: only buckets that are (still) his are touched. */
  readonly owner: string;
  /** In the order in which they get their turn where there is more than fits. */
  readonly buckets: readonly number[];
  /** Rows of the inbox in one batch; as many timers may join. */
  readonly limit: number;
  readonly now: Instant;
  readonly definitions: DefinitionsSource;
  readonly decide: Decide;
}

/** What a batch did, and where to go on. */
export interface BatchSummary {
  /** Inbox rows and timers taken. */
  readonly inputs: number;
  readonly events: number;
  readonly sendsReady: number;
  readonly deadLetters: number;
  /** Buckets that hold more, or got something new. */
  readonly unfinished: ReadonlySet<number>;
  /** Buckets asked for that belong to somebody else by now. */
  readonly lost: readonly number[];
  /** Earliest timer set, by bucket. */
  readonly timersSet: ReadonlyMap<number, Instant>;
}

/**
 * THE transaction. It holds its buckets, takes what waits in them, lets `decide` have it person by person, and writes all
 * that comes of it: whoever dies at any point has done all of it or nothing.
 */
export async function processBatch(db: Db, options: ProcessOptions): Promise<BatchSummary> {
  let others: readonly number[] = [];
  for (;;) {
    try {
      return await db.transaction((tx) => processLocked(tx, options, others));
    } catch (error) {
      if (!(error instanceof NeedsBuckets)) throw error;
      others = [...new Set([...others, ...error.buckets])].sort((a, b) => a - b);
    }
  }
}

async function processLocked(tx: Query, options: ProcessOptions, others: readonly number[]): Promise<BatchSummary> {
  const locked = new Set(await lockBuckets(tx, options.owner, options.buckets, others));
  const own = options.buckets.filter((bucket) => locked.has(bucket));
  const lost = options.buckets.filter((bucket) => !locked.has(bucket));
  if (own.length === 0) return nothing(lost);

  const definitionsOf = await options.definitions.current(tx, [...locked]);
  const found = await readWork(tx, own, options.limit, options.now);
  if (found.rows.length === 0 && found.timers.length === 0) return nothing(lost);
  const merges = await gatherMerges(tx, found, locked);
  const { left: work, ...lapses } = await settleLapses(tx, found, merges, definitionsOf, options.now);
  const people = await readPeople(tx, profilesIn(work, merges));
  const forwards = forwardsOf(work, merges, people);
  const turns = await seat(tx, options, { work, merges, people, definitionsOf });
  const { results, poison } = playTurns({ decide: options.decide, definitionsOf, now: options.now }, turns, merges.merged);

  const all = harvest(rowsOf(work, merges), results);
  await writeHarvest(tx, options.now, all, forwards, poison, (workspaceId) => definitionsOf(workspaceId)?.workspace.timeZone ?? "UTC");
  await fillAfterMerges(tx, all, definitionsOf, options.now);
  return withLapses(summary(found, lost, all, forwards, poison), lapses);
}

/** Somebody merged out of a bucket where a build has not been yet brings a past that the build did not count: it is counted now. */
async function fillAfterMerges(tx: Query, { moves, profiles }: Harvest, definitionsOf: DefinitionsOf, now: Instant): Promise<void> {
  for (const { from, to } of moves) {
    const workspaceId = profiles.find(({ after }) => after.id === to)?.after.workspaceId;
    const definitions = workspaceId === undefined ? undefined : definitionsOf(workspaceId);
    if (workspaceId === undefined || !definitions) continue;
    for (const build of definitions.building)
      if (build.built.has(bucketOf(to)) && !build.built.has(bucketOf(from)))
        await fillBuild(tx, { workspaceId, buckets: [bucketOf(to)], profileIds: [to] }, build, definitions, now);
  }
}

function profilesIn(work: Work, merges: Merges): string[] {
  const ids = new Set<string>();
  for (const { profileId } of work.rows) ids.add(profileId);
  for (const { profileId } of work.timers) ids.add(profileId);
  for (const { from, to } of merges.pairs) ids.add(from).add(to);
  return [...ids];
}

interface Seating {
  readonly work: Work;
  readonly merges: Merges;
  readonly people: ReadonlyMap<string, StoredPerson>;
  readonly definitionsOf: DefinitionsOf;
}

/** Seats everyone who has something to be told, with what `decide` may ask for. Those who were merged before are not there any more. */
async function seat(tx: Query, options: ProcessOptions, { work, merges, people, definitionsOf }: Seating): Promise<Map<string, ProfileTurn>> {
  const isHere = ({ profileId }: { readonly profileId: string }) => people.get(profileId)?.mergedInto === null;
  const rows = rowsOf(work, merges).filter(isHere);
  const timers = timersOf(work, merges).filter(isHere);
  // What somebody may come to hangs on the version in which they are.
  await includeVersions(
    tx,
    options.definitions,
    people,
    [...people.values()].flatMap(({ live }) => live),
    definitionsOf,
  );
  const wanted = wantedPasts(rows, timers, people, merges, definitionsOf);
  const pasts = await readWantedPasts(tx, wanted);
  const around = { definitionsOf, people, startedBy: wanted.keysOf, together: companionsOf(merges) };
  const extra = await readEnrollments(tx, wantedEnrollments(rows, timers, around));
  await includeVersions(tx, options.definitions, people, extra, definitionsOf);
  const [rowsBy, timersBy, extraBy] = [groupByProfile(rows), groupByProfile(timers), groupByProfile(extra)];
  const turns = new Map<string, ProfileTurn>();
  for (const stored of people.values()) {
    if (stored.mergedInto !== null) continue;
    const { id } = stored;
    const own = { rows: rowsBy.get(id) ?? [], timers: timersBy.get(id) ?? [] };
    const speaksOfIt = own.rows[0] ?? own.timers[0] ?? merges.pairs.find((pair) => pair.from === id)?.row;
    const workspaceId = stored.profile?.workspaceId ?? speaksOfIt?.workspaceId ?? 0;
    // Of a profile to be merged everything is at hand, whatever its bucket holds beside.
    const horizon = merges.merged.has(id) ? options.now : work.horizonOf(id);
    turns.set(id, new ProfileTurn({ stored, extra: extraBy.get(id) ?? [], past: pasts.get(id) ?? NO_PAST, workspaceId, ...own, horizon }));
  }
  return turns;
}

/** Makes the versions known that people are inside of. */
async function includeVersions(
  tx: Query,
  source: DefinitionsSource,
  people: ReadonlyMap<string, StoredPerson>,
  enrollments: readonly { readonly profileId: string; readonly campaignId: string; readonly version: number }[],
  definitionsOf: DefinitionsOf,
): Promise<void> {
  const missing = new Map<number, { campaignId: string; version: number }[]>();
  for (const { profileId, campaignId, version } of enrollments) {
    const workspaceId = people.get(profileId)?.profile?.workspaceId;
    const definitions = workspaceId === undefined ? undefined : definitionsOf(workspaceId);
    if (!definitions || workspaceId === undefined) continue;
    if (courseOf(definitions, campaignId)?.version === version || definitions.versions.has(versionKey(campaignId, version))) continue;
    missing.set(workspaceId, [...(missing.get(workspaceId) ?? []), { campaignId, version }]);
  }
  for (const [workspaceId, versions] of missing) await source.include(tx, workspaceId, versions);
}

function summary(work: Work, lost: readonly number[], all: Harvest, forwards: Forwards, poison: readonly Poison[]): BatchSummary {
  const timersSet = new Map<number, Instant>();
  for (const { profileId, at } of [...forwards.timers, ...all.timersSet])
    timersSet.set(bucketOf(profileId), Math.min(at, timersSet.get(bucketOf(profileId)) ?? at));
  return {
    inputs: work.rows.length + work.timers.length,
    events: all.events,
    sendsReady: all.sends.length,
    deadLetters: poison.length,
    unfinished: new Set([...work.unfinished, ...[...forwards.rows, ...all.cancelled].map(({ profileId }) => bucketOf(profileId))]),
    lost,
    timersSet,
  };
}

function withLapses(summary: BatchSummary, { passages, nextAt }: Lapses): BatchSummary {
  const timersSet = new Map(summary.timersSet);
  for (const [bucket, at] of nextAt) timersSet.set(bucket, Math.min(at, timersSet.get(bucket) ?? at));
  return { ...summary, events: summary.events + passages, timersSet };
}

function nothing(lost: readonly number[]): BatchSummary {
  return { inputs: 0, events: 0, sendsReady: 0, deadLetters: 0, unfinished: new Set(), lost, timersSet: new Map() };
}

function groupByProfile<T extends { readonly profileId: string }>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.profileId);
    if (group) group.push(item);
    else groups.set(item.profileId, [item]);
  }
  return groups;
}
