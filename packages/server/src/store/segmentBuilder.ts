import {
  type AggregateDefinition,
  buildProfile,
  compileSegments,
  type Definitions,
  type IndexedSegment,
  type Instant,
  isComputedByTime,
  type Membership,
  membershipKey,
  type ProfileState,
  type SegmentBuild,
  type Timer,
} from "@beckon/core";
import { writeComputedOf } from "./computedWriter.ts";
import type { Query } from "./db.ts";
import { type AggregateChange, type MembershipChange, readPasts, writeAggregates, writeMemberships } from "./pastRows.ts";
import { readProfiles } from "./profiles.ts";
import { candidatesAfter, clearFill, countHistory, type FillScope } from "./segmentFill.ts";
import { keepSegment } from "./segmentKeeping.ts";
import { setTimers } from "./timers.ts";

const CHUNK = 2_000;

/**
 * Fills a build for the people of some buckets from their history: counts what its questions ask, judges everybody whom it may
 * concern by core's own judge, and sets the timers. The buckets are locked by the caller, so nothing happens to these people meanwhile.
 */
export async function fillBuild(tx: Query, scope: FillScope, build: SegmentBuild, definitions: Definitions, now: Instant): Promise<void> {
  // What live segments ask is counted already, and kept up to date.
  const missing = [...build.segments.aggregates.values()].filter(({ id }) => !definitions.segments.aggregates.has(id));
  await fillFrom(tx, scope, build, definitions, now, missing);
}

/** Counts and judges some people anew, from all that they have ever done: their history is another since two were parted. */
export async function refillPeople(
  tx: Query,
  scope: FillScope & { readonly profileIds: readonly string[] },
  definitions: Definitions,
  now: Instant,
): Promise<void> {
  const built = new Set(scope.buckets);
  const indexes = [
    definitions.segments,
    ...definitions.building.filter((build) => scope.buckets.some((bucket) => build.built.has(bucket))).map((build) => build.segments),
  ];
  for (const segments of indexes) await fillFrom(tx, scope, { segments, built }, definitions, now, [...segments.aggregates.values()]);
  const names = [...definitions.segments.computedNames];
  await writeComputedOf(tx, { workspaceId: scope.workspaceId, names, asOf: now }, scope.profileIds, definitions, now);
}

async function fillFrom(
  tx: Query,
  scope: FillScope,
  build: SegmentBuild,
  definitions: Definitions,
  now: Instant,
  missing: readonly AggregateDefinition[],
): Promise<void> {
  const { segments: index } = build;
  const versions = index.segments.map(({ segment }) => ({ segmentId: segment.id, version: segment.version }));
  await clearFill(
    tx,
    scope,
    missing.map(({ id }) => id),
    versions,
  );
  await countHistory(tx, scope, missing, now);
  const { left, undecided } = await judgeTogether(tx, scope, build, definitions, now);
  for (let place = 0; place < undecided.length; place += CHUNK)
    await judgeChunk(tx, scope.workspaceId, undecided.slice(place, place + CHUNK), build, definitions, now);
  if (left === null) return;
  const asked = concernsEverybody(left) ? null : [...left.segments.aggregates.keys()];
  for (let after: string | null = null; ; ) {
    const ids: string[] = await candidatesAfter(tx, scope, asked, after, CHUNK);
    await judgeChunk(tx, scope.workspaceId, ids, left, definitions, now);
    if (ids.length < CHUNK) return;
    after = ids.at(-1) ?? null;
  }
}

/**
 * Judges for everybody at once what SQL can say, inner segments before outer ones.
 *
 * @returns what is left for memory: segments of which SQL cannot say all, with those that name them; and people of whom it could not say it
 */
async function judgeTogether(
  tx: Query,
  scope: FillScope,
  build: SegmentBuild,
  definitions: Definitions,
  now: Instant,
): Promise<{ readonly left: SegmentBuild | null; readonly undecided: readonly string[] }> {
  const { segments: index, built } = build;
  // Of those that time alone changes, memory sets the timers.
  if (index.attributes.some(isComputedByTime)) return { left: build, undecided: [] };
  const undecided = new Set<string>();
  const left: IndexedSegment[] = [];
  for (const one of index.segments) {
    const isLeft = one.computed.size > 0 || left.some(({ segment }) => one.refersTo.includes(segment.key));
    const found = isLeft
      ? null
      : await keepSegment(tx, { scope, one, index, live: definitions.segments.byKey.get(one.segment.key), except: [...undecided], now });
    if (found === null) left.push(one);
    else for (const id of found) undecided.add(id);
  }
  if (left.length === 0) return { left: null, undecided: [...undecided] };
  const kept = left.map(({ segment }) => segment);
  const named = new Set(left.flatMap(({ computed }) => [...computed.values()]));
  return { left: { segments: compileSegments([...index.byKey.values()], [], kept, [...named]), built }, undecided: [...undecided] };
}

/** Whether somebody may belong to it of whose past nothing is kept: by attributes, or because they never did something. */
function concernsEverybody({ segments: { segments, ofNobody } }: SegmentBuild): boolean {
  return ofNobody.length > 0 || segments.some(({ reads }) => reads.some((key) => !key.startsWith("event:")));
}

async function judgeChunk(tx: Query, workspaceId: number, ids: readonly string[], build: SegmentBuild, definitions: Definitions, now: Instant): Promise<void> {
  if (ids.length === 0) return;
  const { segments: index } = build;
  const profiles = await readProfiles(tx, ids);
  const referred = index.segments.flatMap(({ refersTo }) => refersTo.flatMap((key) => index.byKey.get(key) ?? []));
  const before = index.segments.flatMap(({ segment }) => definitions.segments.byKey.get(segment.key) ?? []);
  const memberships = [...new Set([...referred, ...before].map(({ id, version }) => membershipKey({ segmentId: id, version })))];
  // Also what computed attributes are read from that its conditions name and that hold already.
  const asked = new Set([...index.aggregates.keys(), ...index.segments.flatMap(({ aggregates }) => aggregates)]);
  const pasts = await readPasts(
    tx,
    ids.map((profileId) => ({ profileId, aggregates: asked, memberships, everything: false })),
  );
  const changes: MembershipChange[] = [];
  const aggregates: AggregateChange[] = [];
  const timers: Timer[] = [];
  for (const [profileId, profile] of profiles) {
    const past = pasts.get(profileId);
    const state: ProfileState = { profile, enrollments: NONE, addresses: {}, ...past };
    const { state: built, setTimers: set } = buildProfile(state, build, definitions, now);
    for (const { segment } of index.segments) {
      const membership = built.memberships?.get(membershipKey({ segmentId: segment.id, version: segment.version }));
      if (!membership || (!membership.member && membership.timerAt === null)) continue;
      const live = definitions.segments.byKey.get(segment.key);
      changes.push({
        profileId,
        membership: sinceBefore(membership, live && past?.memberships.get(membershipKey({ segmentId: live.id, version: live.version }))),
      });
    }
    for (const [id, aggregate] of built.aggregates ?? []) if (aggregate !== past?.aggregates.get(id)) aggregates.push({ profileId, id, aggregate });
    timers.push(...set);
  }
  await writeMemberships(tx, changes);
  await writeAggregates(tx, aggregates);
  await setTimers(
    tx,
    timers.map((timer) => ({ ...timer, workspaceId })),
  );
}

const NONE: ProfileState["enrollments"] = new Map();

/** Who was a member before, is one since then. */
function sinceBefore(membership: Membership, before: Membership | undefined): Membership {
  return before !== undefined && before.member === membership.member && before.stage === membership.stage ? { ...membership, since: before.since } : membership;
}
