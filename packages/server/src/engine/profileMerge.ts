import { bucketOf, type Consent, type Instant, type Json, type JsonObject, strictest } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { Db, Query } from "../store/db.ts";
import { type IdentityRow, identitiesOf, lockIdentitiesOf, moveIdentities, reassignIdentities } from "../store/identities.ts";
import { putInInbox } from "../store/inbox.ts";
import { lockBuckets } from "../store/leases.ts";
import { addMerges, findMerge, type MergeRow, markMergeUndone, survivorsOf, unmarkMerged } from "../store/merges.ts";
import { readPeople, refreshWords, type StoredPerson } from "../store/profiles.ts";
import { refillPeople } from "../store/segmentBuilder.ts";
import { DefinitionsCache } from "./definitionsCache.ts";
import type { IdentityResolver } from "./identityResolver.ts";
import { Refusal } from "./refusal.ts";
import { INEXACT, prepareUnmerge, type Unmerge, writeUnmerge } from "./unmerge.ts";
import type { UnmergePlan } from "./unmergePlan.ts";

export interface ProfileMergeDeps {
  readonly db: Db;
  readonly clock: Clock;
  /** Of the ingest in this process: it forgets the two at once; other processes within a minute. */
  readonly resolver: Pick<IdentityResolver, "forget">;
  readonly wake?: (buckets: ReadonlySet<number>) => void;
}

/** What a merge would do. */
export interface MergeForeseen {
  /** Those that will lead to the survivor. */
  readonly identifiers: readonly { readonly kind: string; readonly value: string }[];
  /** Attributes of the merged profile: what will stand, and what of the two is lost. */
  readonly attributes: readonly { readonly name: string; readonly kept: Json; readonly dropped: Json }[];
  /** The strictest of both: a no wins over a yes. */
  readonly consent: Consent;
  /** Passages of the merged profile that go over. */
  readonly waiting: number;
  readonly warnings: readonly string[];
}

/** Says what merging would do, and changes nothing. @throws Refusal `merge_invalid` */
export async function foreseeMerge(db: Db, workspaceId: number, survivor: string, merged: string): Promise<MergeForeseen> {
  const people = await pairOf(db, workspaceId, survivor, merged);
  const identities = await identitiesOf(db, [survivor, merged]);
  return {
    identifiers: identities.filter((row) => row.profileId === merged).map(({ kind, value }) => ({ kind, value })),
    attributes: attributesTogether(people.survivor, people.merged),
    consent: strictest(consentOf(people.survivor), consentOf(people.merged)),
    waiting: people.merged.live.filter(({ status }) => status !== "ended").length,
    warnings: warningsOf(identities, people.survivor, people.merged),
  };
}

/**
 * Merges two profiles because somebody says so, also where both have a `user_id`. From the answer on new events find the
 * survivor; history, passages and timers follow when the worker takes the merge up.
 * @param by who asked for it
 * @throws Refusal `merge_invalid`
 */
export async function mergeProfiles(deps: ProfileMergeDeps, workspaceId: number, survivor: string, merged: string, by: string): Promise<MergeRow> {
  const merge = await deps.db.transaction(async (tx) => {
    await lockIdentitiesOf(tx, [survivor, merged]);
    await pairOf(tx, workspaceId, survivor, merged);
    return writeMerge(tx, deps.clock.now(), { workspaceId, survivor, merged, by });
  });
  deps.resolver.forget([survivor, merged]);
  deps.wake?.(new Set([bucketOf(survivor)]));
  return merge;
}

/**
 * Takes a merge back: each has again what it would have without it, and what came since goes where its names say. Where that cannot
 * be (see `INEXACT`), names and history are given back, and what was learned since stays with the survivor.
 * @throws Refusal `not_found`, `merge_undone`
 */
export async function undoMerge(deps: ProfileMergeDeps, workspaceId: number, mergeId: string): Promise<MergeRow> {
  const at = deps.clock.now();
  const merge = await mergeNamed(deps.db, workspaceId, mergeId);
  // Who the two are today, where the survivor was merged on.
  const chain = await survivorsOf(deps.db, workspaceId, merge.survivor);
  const concerned = [...chain, merge.merged];
  const buckets = [...new Set(concerned.map(bucketOf))];
  await deps.db.transaction(async (tx) => {
    await lockBuckets(tx, "", [], buckets);
    if (!(await markMergeUndone(tx, mergeId, at))) throw new Refusal("merge_undone");
    await lockIdentitiesOf(tx, chain);
    const unmerge = await prepareUnmerge(tx, merge, chain, at);
    await reassignIdentities(tx, unmerge.names, merge.merged);
    await unmarkMerged(tx, merge.survivor, merge.merged);
    await writeUnmerge(tx, merge, unmerge, at);
    await refreshWords(tx, [merge.survivor, merge.merged]);
    if (unmerge.state === "inexact") await partPasts(tx, workspaceId, concerned, at);
  });
  deps.resolver.forget(concerned);
  deps.wake?.(new Set(buckets));
  return { ...merge, undoneAt: at };
}

/** What taking a merge back would do. */
export interface UndoForeseen {
  readonly merge: MergeRow;
  /** Why names and history are all that can be given back; null where each will have exactly what it would have without the merge. */
  readonly reason: string | null;
  /** Names that lead to the merged profile again. */
  readonly identifiers: readonly { readonly kind: string; readonly value: string }[];
  /** What goes to the merged profile: events since the merge, and passages under way. */
  readonly events: number;
  readonly waiting: number;
  /** Messages for the merged profile that are with the sender: they end with the survivor. */
  readonly staying: number;
  /** What each will have, where that is not what the survivor has now. */
  readonly attributes: readonly { readonly name: string; readonly survivor: Json; readonly merged: Json }[];
}

/** Says what an undo would do, and changes nothing. @throws Refusal `not_found`, `merge_undone` */
export async function foreseeUndo(db: Db, clock: Clock, workspaceId: number, mergeId: string): Promise<UndoForeseen> {
  const merge = await mergeNamed(db, workspaceId, mergeId);
  if (merge.undoneAt !== null) throw new Refusal("merge_undone");
  const unmerge = await prepareUnmerge(db, merge, await survivorsOf(db, workspaceId, merge.survivor), clock.now());
  return {
    merge,
    reason: unmerge.state === "inexact" ? INEXACT[unmerge.reason] : null,
    identifiers: unmerge.names.map(({ kind, value }) => ({ kind, value })),
    ...goingOver(unmerge),
    attributes: unmerge.state === "exact" ? attributesApart(unmerge.plan, unmerge.people.get(merge.survivor)) : [],
  };
}

function goingOver(unmerge: Unmerge): Pick<UndoForeseen, "events" | "waiting" | "staying"> {
  if (unmerge.state === "inexact") return { events: 0, waiting: 0, staying: 0 };
  if (unmerge.state === "waiting") return { events: unmerge.inbox.length, waiting: 0, staying: 0 };
  const { sides, goes, stays } = unmerge.plan;
  const waiting = sides.merged.enrollments.filter(({ status }) => status !== "ended").length;
  return { events: goes.events.length, waiting, staying: stays.length };
}

function attributesApart({ sides }: UnmergePlan, now: StoredPerson | undefined): UndoForeseen["attributes"] {
  const [survivor, merged] = [sides.survivor.profile.attributes, sides.merged.profile.attributes];
  const together = now ? attributesOf(now) : {};
  const valueIn = (attributes: JsonObject, name: string): Json => (Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null);
  return [...new Set([together, survivor, merged].flatMap(Object.keys))]
    .filter((name) => Object.hasOwn(merged, name) || JSON.stringify(valueIn(survivor, name)) !== JSON.stringify(valueIn(together, name)))
    .map((name) => ({ name, survivor: valueIn(survivor, name), merged: valueIn(merged, name) }));
}

async function mergeNamed(q: Query, workspaceId: number, mergeId: string): Promise<MergeRow> {
  const merge = await findMerge(q, workspaceId, mergeId);
  if (!merge) throw new Refusal("not_found", { what: "merge", id: mergeId });
  return merge;
}

/** Each is again in the segments that their own past puts them in. */
async function partPasts(tx: Query, workspaceId: number, profileIds: readonly string[], now: Instant): Promise<void> {
  const buckets = [...new Set(profileIds.map(bucketOf))];
  const definitions = (await new DefinitionsCache().current(tx, buckets))(workspaceId);
  if (definitions && definitions.segments.segments.length + definitions.segments.aggregates.size + definitions.building.length > 0)
    await refillPeople(tx, { workspaceId, buckets, profileIds }, definitions, now);
}

async function writeMerge(tx: Query, at: Instant, wanted: Pick<MergeRow, "workspaceId" | "survivor" | "merged" | "by">): Promise<MergeRow> {
  const identities = (await identitiesOf(tx, [wanted.merged])).map(({ kind, value }) => ({ kind, value }));
  const merge: MergeRow = { ...wanted, id: newId(at), at, snapshot: { identities }, undoneAt: null };
  await moveIdentities(tx, [{ from: wanted.merged, to: wanted.survivor }]);
  await addMerges(tx, [merge]);
  await putInInbox(tx, [
    { id: newId(at), workspaceId: wanted.workspaceId, profileId: wanted.survivor, kind: "merge", body: { from: wanted.merged, at }, acceptedAt: at },
  ]);
  return merge;
}

interface Pair {
  readonly survivor: StoredPerson;
  readonly merged: StoredPerson;
}

async function pairOf(q: Query, workspaceId: number, survivor: string, merged: string): Promise<Pair> {
  if (survivor === merged) throw new Refusal("merge_invalid", { problem: "A profile cannot be merged with itself." }, "body.merged");
  const people = await readPeople(q, [survivor, merged]);
  return {
    survivor: wholePerson(people.get(survivor), workspaceId, survivor, "body.survivor"),
    merged: wholePerson(people.get(merged), workspaceId, merged, "body.merged"),
  };
}

function wholePerson(person: StoredPerson | undefined, workspaceId: number, id: string, path: string): StoredPerson {
  if (!person?.profile || person.profile.workspaceId !== workspaceId) throw new Refusal("merge_invalid", { problem: `There is no profile ${id}.` }, path);
  if (person.mergedInto !== null) throw new Refusal("merge_invalid", { problem: `The profile ${id} was merged into ${person.mergedInto} already.` }, path);
  return person;
}

/** As core folds them: the newer word wins. */
function attributesTogether(survivor: StoredPerson, merged: StoredPerson): MergeForeseen["attributes"] {
  const [own, others] = [attributesOf(survivor), attributesOf(merged)];
  const survivorIsNewer = (survivor.profile?.attributesAt ?? 0) >= (merged.profile?.attributesAt ?? 0);
  return Object.entries(others).flatMap(([name, value]): MergeForeseen["attributes"] => {
    const mine = Object.hasOwn(own, name) ? (own[name] ?? null) : null;
    if (mine === null) return [{ name, kept: value, dropped: null }];
    if (JSON.stringify(mine) === JSON.stringify(value)) return [];
    return [survivorIsNewer ? { name, kept: mine, dropped: value } : { name, kept: value, dropped: mine }];
  });
}

function attributesOf(person: StoredPerson): JsonObject {
  return person.profile?.attributes ?? {};
}

function consentOf(person: StoredPerson): Consent {
  return person.profile?.consent ?? { channels: {}, topics: {} };
}

function warningsOf(identities: readonly IdentityRow[], survivor: StoredPerson, merged: StoredPerson): string[] {
  const userIds = (person: StoredPerson) => identities.filter((row) => row.profileId === person.id && row.kind === "user_id").map((row) => row.value);
  const [own, others] = [userIds(survivor), userIds(merged)];
  const warnings: string[] = [];
  if (own.length > 0 && others.length > 0)
    warnings.push(`Both have a user id (${own.join(", ")} and ${others.join(", ")}): these may be two people, and both will be one profile.`);
  const together = merged.live.filter((passage) => survivor.live.some((mine) => mine.campaignId === passage.campaignId));
  if (together.length > 0)
    warnings.push(
      `Both are inside ${together.length === 1 ? "one same campaign" : `${together.length} same campaigns`}: the passage of the survivor goes on, that of the other ends.`,
    );
  return warnings;
}
