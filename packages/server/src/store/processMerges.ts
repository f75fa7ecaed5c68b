import { bucketOf, deriveId, type Event } from "@beckon/core";
import type { Query } from "./db.ts";
import type { InboxRow } from "./inbox.ts";
import { mergedProfileOf } from "./processTurns.ts";
import { readAllOf, type Work, type WorkRow } from "./processWork.ts";
import type { StoredPerson } from "./profiles.ts";
import type { TimerRow } from "./timers.ts";

/** A merge reaches into buckets that are not locked: everything is given back and begun anew with them, since locks are taken in order. */
export class NeedsBuckets extends Error {
  readonly buckets: readonly number[];

  constructor(buckets: readonly number[]) {
    super("A merge needs other buckets.");
    this.buckets = buckets;
  }
}

/** Who is to become one in this batch, with everything that waits for the other side. */
export interface Merges {
  readonly pairs: readonly { readonly row: WorkRow; readonly from: string; readonly to: string }[];
  /** Those that are merged into somebody. */
  readonly merged: ReadonlySet<string>;
  readonly rows: readonly WorkRow[];
  readonly timers: readonly TimerRow[];
}

const NO_MERGES: Merges = { pairs: [], merged: new Set(), rows: [], timers: [] };

/** Follows merges, and those that wait for the merged ones. @throws NeedsBuckets */
export async function gatherMerges(tx: Query, work: Work, isLocked: ReadonlySet<number>): Promise<Merges> {
  let open = work.rows.filter((row) => row.kind === "merge");
  if (open.length === 0) return NO_MERGES;
  const pairs: { row: WorkRow; from: string; to: string }[] = [];
  const rows = new Map<string, WorkRow>();
  const timers: TimerRow[] = [];
  const merged = new Set<string>();
  while (open.length > 0) {
    for (const row of open) pairs.push({ row, from: mergedProfileOf(row), to: row.profileId });
    const news = [...new Set(open.map(mergedProfileOf))].filter((profileId) => !merged.has(profileId));
    const missing = news.map(bucketOf).filter((bucket) => !isLocked.has(bucket));
    if (missing.length > 0) throw new NeedsBuckets(missing);
    for (const profileId of news) merged.add(profileId);
    const found = await readAllOf(tx, news);
    for (const row of found.rows) rows.set(row.id, row);
    timers.push(...found.timers);
    open = found.rows.filter((row) => row.kind === "merge");
  }
  return { pairs, merged, rows: [...rows.values()], timers };
}

/** Every row once, also where a merge found it again. */
export function rowsOf(work: Work, merges: Merges): readonly WorkRow[] {
  return merges.rows.length === 0 ? work.rows : [...new Map([...work.rows, ...merges.rows].map((row) => [row.id, row])).values()];
}

/** Every timer once. */
export function timersOf(work: Work, merges: Merges): readonly TimerRow[] {
  return merges.timers.length === 0 ? work.timers : [...work.timers.filter((timer) => !merges.merged.has(timer.profileId)), ...merges.timers];
}

/** Rows and timers of profiles that were merged in an earlier batch: they go on to the survivor, and are decided there. */
export interface Forwards {
  readonly rows: readonly InboxRow[];
  readonly timers: readonly TimerRow[];
  /** The same timers as they were. */
  readonly formerTimers: readonly TimerRow[];
}

const NO_FORWARDS: Forwards = { rows: [], timers: [], formerTimers: [] };

export function forwardsOf(work: Work, merges: Merges, people: ReadonlyMap<string, StoredPerson>): Forwards {
  const survivorOf = (profileId: string) => people.get(profileId)?.mergedInto ?? null;
  const rows = rowsOf(work, merges).filter((row) => survivorOf(row.profileId) !== null);
  const formerTimers = timersOf(work, merges).filter((timer) => survivorOf(timer.profileId) !== null);
  // The one to be merged is another by now: then that other is.
  const stale = merges.pairs.filter(({ from, to }) => survivorOf(to) === null && ![null, to].includes(survivorOf(from)));
  if (rows.length + formerTimers.length + stale.length === 0) return NO_FORWARDS;
  const atSurvivor = <T extends { readonly profileId: string }>(item: T): T => ({ ...item, profileId: survivorOf(item.profileId) ?? item.profileId });
  return {
    rows: [
      ...rows.map((row) => atSurvivor(viaProfile(row))),
      ...stale.map(({ row, from }) => ({
        ...row,
        id: deriveId(row.acceptedAt, row.id, "forwarded"),
        body: { ...(row.body as object), from: survivorOf(from) },
      })),
    ],
    timers: formerTimers.map(atSurvivor),
    formerTimers,
  };
}

/** An event that came for the merged profile says so, in case the merge is undone. */
function viaProfile(row: WorkRow): WorkRow {
  const body = row.body as Partial<Event>;
  return row.kind !== "event" || body.via ? row : { ...row, body: { ...body, via: [{ kind: "profile", value: row.profileId }] } };
}

/** Everyone whom the merges of this batch make one with a profile, itself included. */
export function companionsOf(merges: Merges): (profileId: string) => readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { from, to } of merges.pairs) {
    const group = [...new Set([...(groups.get(from) ?? [from]), ...(groups.get(to) ?? [to])])];
    for (const member of group) groups.set(member, group);
  }
  return (profileId) => groups.get(profileId) ?? [profileId];
}
