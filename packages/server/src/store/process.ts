import { bucketOf, type Decide, type Definitions, deriveId, type Instant, type Json } from "@beckon/core";
import type { Db, Query } from "./db.ts";
import { putDeadLetters } from "./deadLetters.ts";
import { insertDecisions } from "./decisions.ts";
import { moveEnrollments, readEnrollments, writeEnrollments } from "./enrollments.ts";
import { type HistoryRow, type InboxEvent, insertEvents, moveEventsFromInbox } from "./events.ts";
import { type InboxRow, putInInbox } from "./inbox.ts";
import { lockBuckets } from "./leases.ts";
import { ProfileTurn, type TurnResult } from "./processTurn.ts";
import { mergedProfileOf, type Poison, playTurns } from "./processTurns.ts";
import { wantedEnrollments } from "./processWanted.ts";
import { readAllOf, readWork, removeRows, type Work, type WorkRow } from "./processWork.ts";
import { readPeople, type StoredPerson, writeProfiles } from "./profiles.ts";
import { insertSends, moveReadySends, noteEngagement, skipReadySends } from "./sends.ts";
import { removeTimers, setTimers, type TimerRow } from "./timers.ts";

/** Rules and campaigns as they stand for one transaction. */
export interface DefinitionsSource {
  /** Looks at the versions inside the transaction: what was launched or paused before it began holds in it. */
  current(tx: Query): Promise<(workspaceId: number) => Definitions | undefined>;
  /** Makes sure that these versions are known: people are inside them. */
  include(tx: Query, workspaceId: number, versions: readonly { readonly campaignId: string; readonly version: number }[]): Promise<void>;
}

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

/** A merge reaches into buckets that are not locked: everything is given back and begun anew with them, since locks are taken in order. */
class NeedsBuckets extends Error {
  readonly buckets: readonly number[];

  constructor(buckets: readonly number[]) {
    super("A merge needs other buckets.");
    this.buckets = buckets;
  }
}

async function processLocked(tx: Query, options: ProcessOptions, others: readonly number[]): Promise<BatchSummary> {
  const locked = await lockBuckets(tx, options.owner, options.buckets, others);
  const isLocked = new Set(locked);
  const own = options.buckets.filter((bucket) => isLocked.has(bucket));
  const lost = options.buckets.filter((bucket) => !isLocked.has(bucket));
  if (own.length === 0) return nothing(lost);

  const definitionsOf = await options.definitions.current(tx);
  const work = await readWork(tx, own, options.limit, options.now);
  if (work.rows.length === 0 && work.timers.length === 0) return nothing(lost);

  const merges = await gatherMerges(tx, work, isLocked);
  const people = await readPeople(tx, profilesIn(work, merges));
  const forwards = forwardsOf(work, merges, people);
  const turns = await seat(tx, options, work, merges, people, definitionsOf);
  const { results, poison } = playTurns({ decide: options.decide, definitionsOf, now: options.now }, turns, new Set(merges.pairs.map((pair) => pair.from)));

  await write(tx, options.now, { work, merges, forwards, results, poison });
  return summary(work, lost, forwards, results, poison);
}

/** Who is to become one in this batch, with everything that waits for the other side. */
interface Merges {
  readonly pairs: { readonly row: WorkRow; readonly from: string; readonly to: string }[];
  readonly rows: readonly WorkRow[];
  readonly timers: readonly TimerRow[];
}

const NO_MERGES: Merges = { pairs: [], rows: [], timers: [] };

/** Follows merges, and those that wait for the merged ones. @throws NeedsBuckets */
async function gatherMerges(tx: Query, work: Work, isLocked: ReadonlySet<number>): Promise<Merges> {
  let open = work.rows.filter((row) => row.kind === "merge");
  if (open.length === 0) return NO_MERGES;
  const pairs: Merges["pairs"] = [];
  const rows = new Map<string, WorkRow>();
  const timers: TimerRow[] = [];
  const seen = new Set<string>();
  while (open.length > 0) {
    for (const row of open) pairs.push({ row, from: mergedProfileOf(row), to: row.profileId });
    const news = [...new Set(open.map(mergedProfileOf))].filter((profileId) => !seen.has(profileId));
    const missing = news.map(bucketOf).filter((bucket) => !isLocked.has(bucket));
    if (missing.length > 0) throw new NeedsBuckets(missing);
    for (const profileId of news) seen.add(profileId);
    const found = await readAllOf(tx, news);
    for (const row of found.rows) rows.set(row.id, row);
    timers.push(...found.timers);
    open = found.rows.filter((row) => row.kind === "merge");
  }
  return { pairs, rows: [...rows.values()], timers };
}

function profilesIn(work: Work, merges: Merges): string[] {
  const ids = [...work.rows, ...work.timers, ...merges.rows].map((each) => each.profileId);
  return [...new Set([...ids, ...merges.pairs.flatMap((pair) => [pair.from, pair.to])])];
}

/** Every row once, also where a merge found it again. */
function rowsOf(work: Work, merges: Merges): readonly WorkRow[] {
  return merges.rows.length === 0 ? work.rows : [...new Map([...work.rows, ...merges.rows].map((row) => [row.id, row])).values()];
}

/** Rows and timers of profiles that were merged in an earlier batch: they go on to the survivor, and are decided there. */
interface Forwards {
  readonly rows: readonly InboxRow[];
  readonly timers: readonly TimerRow[];
}

function forwardsOf(work: Work, merges: Merges, people: ReadonlyMap<string, StoredPerson>): Forwards {
  const survivorOf = (profileId: string) => people.get(profileId)?.mergedInto ?? null;
  const rows = rowsOf(work, merges);
  const stale = merges.pairs.filter(({ from, to }) => survivorOf(to) === null && ![null, to].includes(survivorOf(from)));
  return {
    rows: [
      ...rows.flatMap((row) => forwarded(row, survivorOf(row.profileId))),
      // The one to be merged is another by now: then that other is.
      ...stale.map(
        ({ row, from, to }): InboxRow => ({
          ...row,
          id: deriveId(row.acceptedAt, row.id, "forwarded"),
          profileId: to,
          body: { ...(row.body as object), from: survivorOf(from) },
        }),
      ),
    ],
    timers: [...work.timers, ...merges.timers].flatMap((timer) => forwarded(timer, survivorOf(timer.profileId))),
  };
}

function forwarded<T extends { readonly profileId: string }>(item: T, survivor: string | null): T[] {
  return survivor === null ? [] : [{ ...item, profileId: survivor }];
}

/** Seats everyone who has something to be told, with what `decide` may ask for. */
async function seat(
  tx: Query,
  options: ProcessOptions,
  work: Work,
  merges: Merges,
  people: ReadonlyMap<string, StoredPerson>,
  definitionsOf: (workspaceId: number) => Definitions | undefined,
): Promise<Map<string, ProfileTurn>> {
  const isHere = (profileId: string) => people.get(profileId)?.mergedInto === null;
  const rows = groupByProfile(rowsOf(work, merges).filter((row) => isHere(row.profileId)));
  const mergedAway = new Set(merges.pairs.map((pair) => pair.from));
  const timers = groupByProfile(
    [...work.timers.filter((timer) => !mergedAway.has(timer.profileId)), ...merges.timers].filter((timer) => isHere(timer.profileId)),
  );
  const extra = await readEnrollments(tx, wantedEnrollments([...rows.values()].flat(), [...timers.values()].flat(), definitionsOf, companions(merges)));
  const extraOf = groupByProfile(extra);
  await includeVersions(tx, options.definitions, people, extra, definitionsOf);
  const turns = new Map<string, ProfileTurn>();
  for (const stored of people.values()) {
    if (stored.mergedInto !== null) continue;
    const mine = { rows: rows.get(stored.id) ?? [], timers: timers.get(stored.id) ?? [] };
    const workspaceId =
      stored.profile?.workspaceId ??
      mine.rows[0]?.workspaceId ??
      mine.timers[0]?.workspaceId ??
      merges.pairs.find((pair) => pair.from === stored.id)?.row.workspaceId ??
      0;
    // Of a profile to be merged everything is at hand, whatever its bucket holds beside.
    const horizon = mergedAway.has(stored.id) ? options.now : (work.horizon.get(bucketOf(stored.id)) ?? options.now);
    turns.set(stored.id, new ProfileTurn({ stored, extra: extraOf.get(stored.id) ?? [], workspaceId, ...mine, horizon }));
  }
  return turns;
}

/** Everyone whom the merges of this batch make one with a profile, itself included. */
function companions(merges: Merges): (profileId: string) => readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { from, to } of merges.pairs) {
    const group = [...new Set([...(groups.get(from) ?? [from]), ...(groups.get(to) ?? [to])])];
    for (const member of group) groups.set(member, group);
  }
  return (profileId) => groups.get(profileId) ?? [profileId];
}

async function includeVersions(
  tx: Query,
  source: DefinitionsSource,
  people: ReadonlyMap<string, StoredPerson>,
  extra: readonly { readonly profileId: string; readonly campaignId: string; readonly version: number }[],
  definitionsOf: (workspaceId: number) => Definitions | undefined,
): Promise<void> {
  const missing = new Map<number, { campaignId: string; version: number }[]>();
  for (const enrollment of [...[...people.values()].flatMap((person) => person.live), ...extra]) {
    const workspaceId = people.get(enrollment.profileId)?.profile?.workspaceId;
    const definitions = workspaceId === undefined ? undefined : definitionsOf(workspaceId);
    if (!definitions || workspaceId === undefined) continue;
    const { campaignId, version } = enrollment;
    if (definitions.campaigns.get(campaignId)?.version === version || definitions.versions.has(`${campaignId}@${version}`)) continue;
    missing.set(workspaceId, [...(missing.get(workspaceId) ?? []), { campaignId, version }]);
  }
  for (const [workspaceId, versions] of missing) await source.include(tx, workspaceId, versions);
}

interface Written {
  readonly work: Work;
  readonly merges: Merges;
  readonly forwards: Forwards;
  readonly results: readonly TurnResult[];
  readonly poison: readonly Poison[];
}

/** Writes everything, one statement a table. What was taken is removed first, since a forwarded row may keep its key. */
async function write(tx: Query, now: Instant, { work, merges, forwards, results, poison }: Written): Promise<void> {
  const { moved, made, used } = historyOf(rowsOf(work, merges), results);
  await moveEventsFromInbox(tx, moved);
  await removeRows(tx, used);
  const fates = results.flatMap((result) => [...result.timers].map((fate) => ({ ...fate, workspaceId: result.workspaceId })));
  const moves = results.flatMap(({ profileId, mergedInto }) => (mergedInto === null ? [] : [{ from: profileId, to: finalSurvivor(results, mergedInto) }]));
  await removeTimers(tx, [...work.timers, ...fates.filter((fate) => !fate.set).map((fate) => fate.timer), ...merges.timers]);
  await setTimers(tx, [...fates.filter((fate) => fate.set).map(({ timer, workspaceId }) => ({ ...timer, workspaceId })), ...forwards.timers]);
  await writeProfiles(
    tx,
    results.flatMap(({ before, after, mergedInto }) => (after === null || (after === before && mergedInto === null) ? [] : [{ before, after, mergedInto }])),
  );
  await moveEnrollments(tx, moves);
  await writeEnrollments(
    tx,
    results.flatMap(({ workspaceId, enrollments }) => enrollments.map((enrollment) => ({ workspaceId, enrollment }))),
  );
  await insertEvents(tx, made);
  await insertDecisions(
    tx,
    results.flatMap(({ workspaceId, decisions }) => decisions.map((decision) => ({ workspaceId, decision }))),
  );
  await moveReadySends(tx, moves);
  await insertSends(
    tx,
    results.flatMap((result) => result.sends),
  );
  await noteEngagement(
    tx,
    results.flatMap(({ workspaceId, events }) => events.map((event) => ({ workspaceId, event }))),
  );
  const skipped = await skipSends(tx, now, results);
  await putInInbox(tx, [...forwards.rows, ...skipped]);
  await putDeadLetters(
    tx,
    poison.map((each) => letterOf(each, now)),
  );
}

/** Parts what was taken from the inbox: events that join a history as they came, and the rest; and events that are new. */
function historyOf(rows: readonly WorkRow[], results: readonly TurnResult[]): { moved: InboxEvent[]; made: HistoryRow[]; used: WorkRow[] } {
  const accepted = new Map(rows.map((row) => [row.body, row]));
  const moved: InboxEvent[] = [];
  const made: HistoryRow[] = [];
  for (const { workspaceId, profileId, events } of results) {
    for (const event of events) {
      const row = accepted.get(event);
      if (!row) made.push({ workspaceId, profileId, event });
      else if (accepted.delete(event)) moved.push({ acceptedFor: row.profileId, id: row.id, profileId });
    }
  }
  return { moved, made, used: [...accepted.values()] };
}

/** Where a was merged into b and b into c, all goes to c at once. */
function finalSurvivor(results: readonly TurnResult[], profileId: string): string {
  const next = results.find((result) => result.profileId === profileId)?.mergedInto ?? null;
  return next === null ? profileId : finalSurvivor(results, next);
}

/** Calls sends back. For those that came back in time the outcome is ours to tell; for the others it is the sender's. */
async function skipSends(tx: Query, now: Instant, results: readonly TurnResult[]): Promise<InboxRow[]> {
  const cancelled = new Map(results.flatMap((result) => result.cancelled).map((send) => [send.sendId, send]));
  const skipped = await skipReadySends(tx, [...cancelled.values()]);
  return skipped.flatMap(({ sendId, enrollmentId }) => {
    const send = cancelled.get(sendId);
    if (!send) return [];
    const { workspaceId, profileId, reason, facts } = send;
    const body = { sendId, enrollmentId, outcome: { state: "skipped", reason, facts }, at: now };
    return { id: deriveId(now, sendId, "skipped"), workspaceId, profileId, kind: "outcome", body, acceptedAt: now };
  });
}

const STACK_LINES = 4;

/** What could not be decided, whole, so that it can be put into the inbox again once the fault is mended. */
function letterOf({ turn, row, timer, error }: Poison, now: Instant) {
  const body = { form: "input", input: row ?? timer } as unknown as Json;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    id: deriveId(now, "dead", turn.profileId, row?.id ?? `${timer?.at}|${timer?.kind}|${timer?.subject}`),
    workspaceId: turn.workspaceId,
    profileId: turn.profileId,
    source: "beckon",
    reason: "not_decided",
    detail: stack.split("\n").slice(0, STACK_LINES).join("\n"),
    body,
    at: now,
  };
}

function summary(work: Work, lost: readonly number[], forwards: Forwards, results: readonly TurnResult[], poison: readonly Poison[]): BatchSummary {
  const timersSet = new Map<number, Instant>();
  const set = [...forwards.timers, ...results.flatMap((result) => [...result.timers].filter((fate) => fate.set).map((fate) => fate.timer))];
  for (const { profileId, at } of set) timersSet.set(bucketOf(profileId), Math.min(at, timersSet.get(bucketOf(profileId)) ?? at));
  const called = results.flatMap((result) => result.cancelled).map((send) => bucketOf(send.profileId));
  return {
    inputs: work.rows.length + work.timers.length,
    events: results.reduce((sum, result) => sum + result.events.length, 0),
    sendsReady: results.reduce((sum, result) => sum + result.sends.length, 0),
    deadLetters: poison.length,
    unfinished: new Set([...work.unfinished, ...forwards.rows.map((row) => bucketOf(row.profileId)), ...called]),
    lost,
    timersSet,
  };
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
