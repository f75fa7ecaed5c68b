import { bucketOf, type Definitions, goalTimerAt, INTERNAL, type Instant, membershipKey, type Timer } from "@beckon/core";
import type { Query } from "../store/db.ts";
import { writeEnrollments } from "../store/enrollments.ts";
import { insertEvents } from "../store/events.ts";
import { type IdentityRow, identitiesOf } from "../store/identities.ts";
import { putInInbox } from "../store/inbox.ts";
import { type Folded, readFolded } from "../store/mergeFolds.ts";
import { type MergeRow, mergesOf } from "../store/merges.ts";
import { writeAggregates, writeMemberships } from "../store/pastRows.ts";
import { readPeople, type StoredPerson, writeProfiles } from "../store/profiles.ts";
import { refillPeople } from "../store/segmentBuilder.ts";
import { noteStageChanges } from "../store/stageChanges.ts";
import { removeTimers, setTimers, timersOf } from "../store/timers.ts";
import { type Belongings, copyFor, moveBelongings, readBelongings, removeEvents, removeKept, removeTimersOf } from "../store/unmerge.ts";
import { DefinitionsCache } from "./definitionsCache.ts";
import { planUnmerge, type UnmergePlan } from "./unmergePlan.ts";
import { nameKey, type Side, sidesOfNames } from "./unmergeSides.ts";

const SIDES: readonly Side[] = ["survivor", "merged"];

/** What keeps an undo from giving each exactly what it would have; each as a sentence for people. */
export const INEXACT = {
  later_merge: "One of the two was merged again later. Take the newer merge back first, then this one can be taken back exactly.",
  merged_elsewhere: "The survivor had become somebody else before the two were made one, so there is no moment to go back to.",
  not_kept: "This merge is older than what Beckon keeps to part two people exactly.",
  history_removed: "Part of the history since the merge was removed, because it is kept for a limited time only.",
} as const;

export type Inexact = keyof typeof INEXACT;

/** An undo as it would be, or the reason why only names and history can be given back. */
export type Unmerge =
  | { readonly state: "inexact"; readonly reason: Inexact; readonly names: readonly IdentityRow[] }
  /** The worker has not made them one yet: what waits for it goes back. */
  | { readonly state: "waiting"; readonly names: readonly IdentityRow[]; readonly inbox: readonly string[] }
  | {
      readonly state: "exact";
      readonly names: readonly IdentityRow[];
      readonly plan: UnmergePlan;
      readonly folded: Folded;
      readonly belongings: Belongings;
      readonly people: ReadonlyMap<string, StoredPerson>;
      readonly definitions: Definitions;
    };

/** Works the undo out and changes nothing. Where it is to be done, the buckets of both are locked. */
export async function prepareUnmerge(q: Query, merge: MergeRow, holders: readonly string[], now: Instant): Promise<Unmerge> {
  const { workspaceId, survivor, merged } = merge;
  const held = await identitiesOf(q, holders);
  const people = await readPeople(q, [survivor, merged]);
  const folded = await readFolded(q, merge.id);
  const belongings = await readBelongings(q, survivor, merge.at);
  const former = held.filter(({ createdAt }) => createdAt < merge.at);
  const seen = [...belongings.events.map(({ id, extra }) => ({ id, ...extra })), ...eventsOf(belongings)].sort((a, b) => (a.id < b.id ? -1 : 1));
  const { sideOfName, learned } = sidesOfNames(merge.snapshot.identities, former, seen, merged);
  const names = (exactly: boolean) => {
    const theirs = new Set(exactly ? learned : merge.snapshot.identities.map(nameKey));
    return held.filter((identity) => theirs.has(nameKey(identity)));
  };
  const later = (await Promise.all([survivor, merged].map((id) => mergesOf(q, workspaceId, id)))).flat();
  if (later.some((other) => other.undoneAt === null && other.id > merge.id)) return { state: "inexact", reason: "later_merge", names: names(false) };
  const mergedInto = people.get(merged)?.mergedInto ?? null;
  if (mergedInto !== null && mergedInto !== survivor) return { state: "inexact", reason: "merged_elsewhere", names: names(false) };
  if (mergedInto === null) {
    const inbox = belongings.inbox.filter(({ kind, body }) => kind === "event" && sideOfName(body as object) === "merged").map(({ id }) => id);
    return { state: "waiting", names: names(true), inbox };
  }
  const profile = people.get(survivor)?.profile;
  if (!folded || !profile) return { state: "inexact", reason: "not_kept", names: names(false) };
  if (!belongings.events.some(({ name, messageId }) => name === INTERNAL.profileMerged && messageId === `merge:${merged}`))
    return { state: "inexact", reason: "history_removed", names: names(false) };
  const definitions = await definitionsFor(q, workspaceId, [survivor, merged], folded);
  if (!definitions) return { state: "inexact", reason: "not_kept", names: names(false) };
  const theirs = names(true);
  const emails = { survivor: mailsOf(held.filter((name) => !theirs.includes(name))), merged: mailsOf(theirs) };
  const plan = planUnmerge({ folded, profile, emails, sideOfName, belongings, definitions, now });
  return { state: "exact", names: theirs, plan, folded, belongings, people, definitions };
}

function eventsOf({ inbox }: Belongings) {
  return inbox.flatMap(({ id, kind, body }) => (kind === "event" ? [{ ...(body as { via?: [] }), id }] : []));
}

function mailsOf(names: readonly IdentityRow[]): string[] {
  return names
    .filter(({ kind }) => kind === "email")
    .sort((a, b) => b.createdAt - a.createdAt)
    .map(({ value }) => value);
}

async function definitionsFor(q: Query, workspaceId: number, profileIds: readonly string[], folded: Folded): Promise<Definitions | undefined> {
  const cache = new DefinitionsCache();
  const definitions = (await cache.current(q, profileIds.map(bucketOf)))(workspaceId);
  await cache.include(q, workspaceId, [...folded.survivor.enrollments, ...folded.merged.enrollments]);
  return definitions;
}

/** Writes an undo whose names are given back already. The caller holds both buckets. */
export async function writeUnmerge(tx: Query, merge: MergeRow, unmerge: Unmerge, now: Instant): Promise<void> {
  const { survivor, merged } = merge;
  if (unmerge.state === "inexact") return;
  if (unmerge.state === "waiting") {
    await moveBelongings(tx, { from: survivor, to: merged, events: [], enrollments: [], inbox: unmerge.inbox, exceptSendsOf: [] });
    return;
  }
  const { plan, belongings } = unmerge;
  const timers = await timersOfPassages(tx, survivor, unmerge);
  await removeEvents(tx, survivor, plan.forgotten);
  await moveBelongings(tx, { from: survivor, to: merged, ...plan.goes, exceptSendsOf: plan.stays });
  await putInInbox(
    tx,
    belongings.inbox.filter(({ kind }) => kind === "campaign").map((row) => copyFor(row, merged)),
  );
  await removeTimersOf(tx, [survivor, merged]);
  await writeSides(tx, merge, unmerge, timers);
  await partPasts(tx, merge, unmerge, now);
}

/** Timers that a message left behind, such as the one that asks whether it was ignored, each for whose message it was. */
async function timersOfPassages(
  tx: Query,
  survivor: string,
  { plan, definitions }: Extract<Unmerge, { state: "exact" }>,
): Promise<{ [side in Side]: Timer[] }> {
  const isDerived = ({ kind, subject }: Timer) =>
    ["enrollment", "goal", "session", "segment", "aggregate"].includes(kind) || definitions.campaigns.has(subject);
  const others = (await timersOf(tx, [survivor])).filter((timer) => !isDerived(timer));
  const goes = (timer: Timer) => plan.goes.enrollments.includes(String(timer.payload["enrollmentId"]));
  return { survivor: others.filter((timer) => !goes(timer)), merged: others.filter(goes) };
}

async function writeSides(
  tx: Query,
  merge: MergeRow,
  { plan, people }: Extract<Unmerge, { state: "exact" }>,
  left: { [side in Side]: Timer[] },
): Promise<void> {
  const { workspaceId } = merge;
  for (const side of SIDES) {
    const profileId = merge[side];
    const { profile, enrollments, made, timers } = plan.sides[side];
    const { profile: before = null, emails = [], search = "" } = people.get(profileId) ?? {};
    await writeProfiles(tx, [{ before, after: profile, mergedInto: null, emails, search }]);
    await writeEnrollments(
      tx,
      enrollments.map((enrollment) => ({ workspaceId, enrollment })),
    );
    const history = made.map((event) => ({ workspaceId, profileId, event }));
    await insertEvents(tx, history);
    await noteStageChanges(tx, history);
    const waiting = enrollments.flatMap(({ id, status, dueAt, goalUntil, convertedAt }): Timer[] => [
      ...((status === "waiting" || status === "held") && dueAt !== null ? [{ profileId, at: dueAt, kind: "enrollment", subject: id, payload: {} }] : []),
      ...(goalUntil !== null && convertedAt === null ? [{ profileId, at: goalTimerAt(goalUntil), kind: "goal", subject: id, payload: {} }] : []),
    ]);
    await setTimers(
      tx,
      [...waiting, ...timers, ...left[side]].map((timer) => ({ ...timer, profileId, workspaceId })),
    );
  }
}

/** What was kept of the past when they were merged goes on from there, so that it is said since when; what came later is counted from the histories. */
async function partPasts(
  tx: Query,
  merge: MergeRow,
  { plan, folded: { kept }, definitions }: Extract<Unmerge, { state: "exact" }>,
  now: Instant,
): Promise<void> {
  const { workspaceId } = merge;
  const profileIds = SIDES.map((side) => merge[side]);
  if (definitions.segments.segments.length + definitions.segments.aggregates.size + definitions.building.length === 0) return;
  await refillPeople(tx, { workspaceId, buckets: [...new Set(profileIds.map(bucketOf))], profileIds }, definitions, now);
  const isKept = (timer: Timer) =>
    (timer.kind === "segment" && kept.memberships.includes(timer.subject)) || (timer.kind === "aggregate" && kept.aggregates.includes(timer.subject));
  await removeTimers(tx, (await timersOf(tx, profileIds)).filter(isKept));
  for (const side of SIDES) {
    const profileId = merge[side];
    const { state, timers } = plan.sides[side];
    await removeKept(tx, profileId, kept.aggregates, kept.memberships);
    await writeAggregates(
      tx,
      [...(state.aggregates ?? [])].flatMap(([id, aggregate]) => (kept.aggregates.includes(id) ? [{ profileId, id, aggregate }] : [])),
    );
    await writeMemberships(
      tx,
      [...(state.memberships ?? []).values()].flatMap((membership) =>
        kept.memberships.includes(membershipKey(membership)) ? [{ profileId, membership }] : [],
      ),
    );
    await setTimers(
      tx,
      timers.filter(isKept).map((timer) => ({ ...timer, workspaceId })),
    );
  }
}
