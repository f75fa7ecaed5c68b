import type { Instant } from "@beckon/core";
import { LRUCache } from "lru-cache";
import { newId } from "../ids.ts";
import type { Query } from "../store/db.ts";
import { addIdentities, findIdentities, type IdentityRow, identitiesOf, lockIdentitiesOf, moveIdentities, userIdsAndSurvivors } from "../store/identities.ts";
import { type Claim, IdentityPlan, keyOf, type PlannedMerge, type Resolution } from "./identityResolverPlan.ts";

/** What the resolver found and wrote; `remember` is called once the transaction is committed. */
export interface Resolved {
  /** One for each claim, in order. */
  readonly resolutions: readonly Resolution[];
  readonly merges: readonly (PlannedMerge & { readonly identities: readonly IdentityRow[] })[];
  /** Whether somebody was merged into the profile, now or before, as far as is known here. */
  isSurvivor(profileId: string): boolean;
  remember(): void;
}

/** The database has changed since it was looked at: roll back and try again. The cache has forgotten what was wrong. */
export class StaleView extends Error {}

/** A profile as the cache knows it. All keys of a profile share one. */
interface Known {
  readonly id: string;
  userIds: readonly string[];
  /** Somebody was merged into it: its events keep the names that they came by. */
  readonly isSurvivor: boolean;
  /** Set when it turned out to be outdated, so that other keys that share it notice. */
  stale: boolean;
}

export interface IdentityResolverOptions {
  /** Identifiers kept in memory; some 300 bytes each. */
  readonly cacheSize?: number;
  /** How long a merge or an undo by another process may stay unseen. A merge seen late is harmless (the worker forwards), an undo is late by this. */
  readonly cacheMs?: number;
}

/**
 * Finds whose events are: none known creates a profile, one known learns the other identifiers, several known are merged
 * unless that would join two `user_id`s (the shared-device guard). Safe when several processes do it at once: the primary
 * key of `identities` decides, and whoever was slower looks again.
 */
export class IdentityResolver {
  readonly #owners: LRUCache<string, Known>;
  readonly #people: LRUCache<string, Known>;

  constructor(options: IdentityResolverOptions = {}) {
    const ttl = options.cacheMs ?? 60_000;
    this.#owners = new LRUCache({ max: options.cacheSize ?? 100_000, ttl, ttlResolution: 1_000 });
    this.#people = new LRUCache({ max: options.cacheSize ?? 100_000, ttl, ttlResolution: 1_000 });
  }

  /** Forgets profiles, after a merge or an undo in this process. */
  forget(profileIds: readonly string[]): void {
    for (const id of profileIds) {
      const known = this.#people.get(id);
      if (known) known.stale = true;
      this.#people.delete(id);
    }
  }

  /** Whether all identifiers of a claim are known to belong to one person, without a look at the database. */
  knows(claim: Claim): boolean {
    return this.#knownTogether(claim) !== null;
  }

  /** Resolves the claims in order and writes new identities and moves inside the caller's transaction. Throws `StaleView`. */
  async resolve(tx: Query, claims: readonly Claim[], now: Instant): Promise<Resolved> {
    const known = claims.map((claim) => this.#knownTogether(claim));
    const open = claims.filter((_, index) => known[index] === null);
    if (open.length === 0)
      return {
        resolutions: known.map((person) => ({ profileId: (person as Known).id, dropped: NONE })),
        merges: [],
        isSurvivor: this.#isSurvivor,
        remember() {},
      };

    const { plan, survivors } = await this.#planFor(tx, open, now);
    const resolutions = open.map((claim) => plan.resolve(claim));
    const merged = await this.#write(tx, plan, now);
    const resolved = resolutions.values();
    return {
      resolutions: known.map((person) => {
        const answer = person === null ? (resolved.next().value as Resolution) : { profileId: person.id, dropped: NONE };
        return { ...answer, profileId: plan.finalOf(answer.profileId) };
      }),
      merges: merged,
      isSurvivor: (profileId) => survivors.has(profileId) || this.#isSurvivor(profileId) || merged.some(({ survivor }) => survivor === profileId),
      remember: () => this.#remember(plan, survivors),
    };
  }

  readonly #isSurvivor = (profileId: string): boolean => this.#people.get(profileId)?.isSurvivor ?? false;

  /** The one profile that the cache knows all identifiers to belong to: the usual case, without a statement. */
  #knownTogether({ workspaceId, identifiers }: Claim): Known | null {
    let together: Known | null = null;
    for (const { kind, value } of identifiers) {
      const known = this.#owners.get(keyOf(workspaceId, kind, value));
      if (known === undefined || known.stale || (together !== null && together !== known)) return null;
      together = known;
    }
    return together;
  }

  async #planFor(tx: Query, claims: readonly Claim[], now: Instant): Promise<{ plan: IdentityPlan; survivors: ReadonlySet<string> }> {
    const plan = new IdentityPlan(() => newId(now));
    const unknown = new Map<string, { workspaceId: number; kind: string; value: string }>();
    for (const { workspaceId, identifiers, hints } of claims) {
      for (const { kind, value } of hints === undefined || hints.length === 0 ? identifiers : [...identifiers, ...hints]) {
        const key = keyOf(workspaceId, kind, value);
        const known = this.#owners.get(key);
        if (known !== undefined && !known.stale) plan.learn(key, known.id, known.userIds);
        else unknown.set(key, { workspaceId, kind, value });
      }
    }
    const found = await findIdentities(tx, [...unknown.values()]);
    const strangers = [...new Set(found.map((row) => row.profileId))].filter((id) => !this.#people.has(id));
    const told = await userIdsAndSurvivors(tx, strangers);
    const survivors = new Set(told.flatMap(({ profileId, value }) => (value === null ? profileId : [])));
    const userIds = groupBy(
      told.flatMap(({ profileId, value }) => (value === null ? [] : { profileId, value })),
      (row) => row.profileId,
    );
    for (const { workspaceId, kind, value, profileId } of found) {
      plan.learn(keyOf(workspaceId, kind, value), profileId, this.#people.get(profileId)?.userIds ?? (userIds.get(profileId) ?? []).map((row) => row.value));
    }
    return { plan, survivors };
  }

  async #write(tx: Query, plan: IdentityPlan, now: Instant): Promise<Resolved["merges"]> {
    const touched = plan.touched();
    let held: IdentityRow[] = [];
    if (touched.length > 0) {
      await lockIdentitiesOf(
        tx,
        touched.map((person) => person.id),
      );
      // A second look, because rows added while we waited for the locks are not in the first statement's view.
      held = await identitiesOf(
        tx,
        touched.map((person) => person.id),
      );
      const changed = plan.changedSince(held.map((row) => ({ key: keyOf(row.workspaceId, row.kind, row.value), ...row })));
      if (changed.length > 0) {
        this.forget(changed);
        throw new StaleView();
      }
    }
    const additions = plan.additions();
    if ((await addIdentities(tx, additions, now)) < additions.length) {
      this.forget(touched.map((person) => person.id));
      throw new StaleView();
    }
    const merges = plan.merges();
    await moveIdentities(
      tx,
      merges.map(({ merged, survivor }) => ({ from: merged, to: survivor })),
    );
    return merges.map((merge) => ({ ...merge, identities: held.filter((row) => row.profileId === merge.merged) }));
  }

  #remember(plan: IdentityPlan, survivors: ReadonlySet<string>): void {
    const merges = plan.merges();
    // A survivor is known anew as one.
    this.forget(merges.flatMap(({ merged, survivor }) => [merged, survivor]));
    const joined = new Set(merges.map(({ survivor }) => survivor));
    for (const person of plan.people()) {
      const known = this.#people.get(person.id);
      if (known) known.userIds = person.userIds;
      else this.#people.set(person.id, { id: person.id, userIds: person.userIds, isSurvivor: joined.has(person.id) || survivors.has(person.id), stale: false });
    }
    for (const [key, profileId] of plan.owners()) {
      const known = this.#people.get(profileId);
      if (known) this.#owners.set(key, known);
    }
  }
}

const NONE: readonly never[] = [];

function groupBy<T>(items: readonly T[], keyFor: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyFor(item));
    if (group) group.push(item);
    else groups.set(keyFor(item), [item]);
  }
  return groups;
}
