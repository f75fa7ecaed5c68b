import {
  type Aggregate,
  BUCKETS,
  buildProfile,
  compileSegments,
  type Finding,
  type Instant,
  judgeCondition,
  membershipKey,
  type Segment,
  type SegmentDocument,
  type SegmentIndex,
  subjectOfState,
} from "@beckon/core";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/db.ts";
import { readPasts } from "../store/pastRows.ts";
import { hasMoreProfilesThan } from "../store/profileSearch.ts";
import { readProfiles } from "../store/profiles.ts";
import { askCondition } from "../store/segmentAsk.ts";
import { candidatesAfter, type FillScope, foldHistory } from "../store/segmentFill.ts";
import { definitionsOfNow } from "./standing.ts";

/** A figure between two bounds with 95 % confidence; all three are one number where it was counted to the end. */
export interface Estimate {
  readonly people: number;
  readonly low: number;
  readonly high: number;
  readonly exact: boolean;
}

export interface Previewed {
  readonly size: Estimate;
  readonly everybody: Estimate;
  readonly sample: readonly { readonly profileId: string; readonly finding: Finding }[];
}

/** Longer than this nobody waits beside what they type. */
const BUDGET_MS = 400;
const SAMPLE = 10;
/** A workspace of this size is counted whole in one step. */
const SMALL = 3_000;
const CHUNK = 2_000;

/**
 * Judges people of more and more buckets until the time is up: buckets are filled evenly, so those that were looked at are a fair share
 * of all. Nothing is written: the past is counted anew.
 */
export async function previewSegment(db: Db, clock: Clock, workspaceId: number, document: SegmentDocument, elapsedMs: () => number): Promise<Previewed> {
  const definitions = await definitionsOfNow(db, workspaceId);
  const previewed: Segment = { id: PREVIEW_ID, workspaceId, key: document.key, version: 1, document };
  const live = [...definitions.segments.byKey.values()].filter(({ key }) => key !== document.key);
  const index = compileSegments([...live, previewed], [], [previewed], definitions.segments.attributes);
  const sample: { profileId: string; finding: Finding }[] = [];
  let [looked, members, next] = [0, 0, 0];
  for (let taken = (await hasMoreProfilesThan(db, workspaceId, SMALL)) ? 1 : BUCKETS; next < BUCKETS; ) {
    const began = elapsedMs();
    const buckets = ORDER.slice(next, next + taken);
    const found = await judgeBuckets({ db, index, definitions, now: clock.now() }, { workspaceId, buckets, profileIds: null }, SAMPLE - sample.length);
    looked += found.looked;
    members += found.members;
    sample.push(...found.sample);
    next += buckets.length;
    const each = (elapsedMs() - began) / buckets.length;
    const left = BUDGET_MS - elapsedMs();
    if (next < BUCKETS && left < each) break;
    taken = Math.max(1, Math.min(2 * taken, Math.floor(left / Math.max(each, 1))));
  }
  return { size: estimate(members, looked, next), everybody: estimate(looked, looked, next), sample };
}

const PREVIEW_ID = "00000000-0000-7000-8000-000000000000";

/** Far apart, so that whoever looks twice while typing sees others as well when the share grows. */
const ORDER = Array.from({ length: BUCKETS }, (_, place) => (place * 157) % BUCKETS);

interface Judged {
  readonly looked: number;
  readonly members: number;
  readonly sample: readonly { readonly profileId: string; readonly finding: Finding }[];
}

/** What a preview judges by. */
interface Judging {
  readonly db: Db;
  readonly index: SegmentIndex;
  readonly definitions: Parameters<typeof buildProfile>[2];
  readonly now: Instant;
}

/**
 * The database counts, and memory judges those of whom it cannot say it, and says why of the samples. Computed attributes are read from
 * what is kept of the past, which only memory does.
 */
async function judgeBuckets(judging: Judging, scope: FillScope, samples: number): Promise<Judged> {
  const [only] = judging.index.segments;
  const condition = only?.condition;
  if (!condition || keptOf(judging.index).length > 0) return judgePeople(judging, scope, samples);
  const { people, members, sample, unsaid } = await askCondition(judging.db, scope, condition, judging.now, samples);
  const shown = await judgePeople(judging, { ...scope, profileIds: sample }, samples);
  const others = await judgePeople(judging, { ...scope, profileIds: unsaid.length === people ? null : unsaid }, samples - shown.sample.length);
  return { looked: people, members: members + others.members, sample: [...shown.sample, ...others.sample] };
}

/** What computed attributes are read from is kept; all else is counted anew. */
function keptOf({ segments: [only], aggregates }: SegmentIndex): readonly string[] {
  return (only?.aggregates ?? []).filter((id) => !aggregates.has(id));
}

async function judgePeople({ db, index, definitions, now }: Judging, scope: FillScope, samples: number): Promise<Judged> {
  if (scope.profileIds?.length === 0) return { looked: 0, members: 0, sample: [] };
  const counted = await foldHistory(db, scope, [...index.aggregates.values()], now);
  const [only] = index.segments;
  const key = only ? membershipKey({ segmentId: only.segment.id, version: only.segment.version }) : "";
  const referred = (only?.refersTo ?? []).flatMap((name) => index.byKey.get(name) ?? []).map(({ id, version }) => membershipKey({ segmentId: id, version }));
  const kept = keptOf(index);
  const sample: { profileId: string; finding: Finding }[] = [];
  let [looked, members] = [0, 0];
  for (let after: string | null = null; ; ) {
    const ids: string[] = await candidatesAfter(db, scope, null, after, CHUNK);
    const profiles = await readProfiles(db, ids);
    const pasts = await readPasts(
      db,
      ids.map((profileId) => ({ profileId, aggregates: kept, memberships: referred, everything: false })),
    );
    for (const [profileId, profile] of profiles) {
      looked += 1;
      const aggregates = new Map([...(pasts.get(profileId)?.aggregates ?? NONE), ...(counted.get(profileId) ?? NONE)]);
      const state = { profile, enrollments: new Map(), addresses: {}, aggregates, memberships: pasts.get(profileId)?.memberships };
      const { state: built } = buildProfile({ ...state, memberships: state.memberships ?? new Map() }, { segments: index, built: new Set() }, definitions, now);
      if (!built.memberships?.get(key)?.member) continue;
      members += 1;
      if (sample.length < samples && only?.condition) {
        const subject = subjectOfState(
          { profile, aggregates, ...(built.memberships ? { memberships: built.memberships } : {}) },
          { ...definitions, segments: index },
          now,
        );
        sample.push({ profileId, finding: judgeCondition(only.condition, subject) });
      }
    }
    if (ids.length < CHUNK) return { looked, members, sample };
    after = ids.at(-1) ?? null;
  }
}

const NONE: ReadonlyMap<string, Aggregate> = new Map();
const Z = 1.96;

/** Wilson's interval, scaled from the share that was looked at to all; sound also where none or all were found. */
function estimate(found: number, looked: number, buckets: number): Estimate {
  if (buckets >= BUCKETS) return { people: found, low: found, high: found, exact: true };
  const all = (looked * BUCKETS) / buckets;
  const share = looked === 0 ? 0 : found / looked;
  const n = Math.max(looked, 1);
  const centre = (share + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const half = (Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n))) / (1 + (Z * Z) / n);
  // How many people there are is an estimate itself: as many as fell into these buckets.
  const doubt = (Z * Math.sqrt(n * (1 - buckets / BUCKETS)) * BUCKETS) / buckets;
  return {
    people: Math.round(share * all),
    low: Math.max(found, Math.floor((centre - half) * Math.max(0, all - doubt))),
    high: Math.ceil((centre + half) * (all + doubt)),
    exact: false,
  };
}
