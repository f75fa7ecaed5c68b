import { buildProfile, type Definitions, type Instant, type Membership, membershipKey, type ProfileState, type SegmentBuild, type Timer } from "@beckon/core";
import type { Query } from "../store/db.ts";
import { type MembershipChange, readPasts, writeMemberships } from "../store/pastRows.ts";
import { readProfiles } from "../store/profiles.ts";
import { candidatesAfter, clearFill, countHistory, type FillScope } from "../store/segmentFill.ts";
import { setTimers } from "../store/timers.ts";

const CHUNK = 2_000;

/**
 * Fills a build for the people of some buckets from their history: counts what its questions ask, judges everybody whom it may
 * concern by core's own judge, and sets the timers. The buckets are locked by the caller, so nothing happens to these people meanwhile.
 */
export async function fillBuild(tx: Query, scope: FillScope, build: SegmentBuild, definitions: Definitions, now: Instant): Promise<void> {
  const { segments: index } = build;
  // What live segments ask is counted already, and kept up to date.
  const missing = [...index.aggregates.values()].filter(({ id }) => !definitions.segments.aggregates.has(id));
  const versions = index.segments.map(({ segment }) => ({ segmentId: segment.id, version: segment.version }));
  await clearFill(
    tx,
    scope,
    missing.map(({ id }) => id),
    versions,
  );
  await countHistory(tx, scope, missing, now);
  const asked = concernsEverybody(build) ? null : [...index.aggregates.keys()];
  for (let after: string | null = null; ; ) {
    const ids: string[] = await candidatesAfter(tx, scope, asked, after, CHUNK);
    await judgeChunk(tx, scope.workspaceId, ids, build, definitions, now);
    if (ids.length < CHUNK) return;
    after = ids.at(-1) ?? null;
  }
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
  const pasts = await readPasts(
    tx,
    ids.map((profileId) => ({ profileId, aggregates: index.aggregates.keys(), memberships, everything: false })),
  );
  const changes: MembershipChange[] = [];
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
    timers.push(...set);
  }
  await writeMemberships(tx, changes);
  await setTimers(
    tx,
    timers.map((timer) => ({ ...timer, workspaceId })),
  );
}

const NONE: ProfileState["enrollments"] = new Map();

/** Who was a member before, is one since then. */
function sinceBefore(membership: Membership, before: Membership | undefined): Membership {
  return before !== undefined && before.member === membership.member ? { ...membership, since: before.since } : membership;
}
