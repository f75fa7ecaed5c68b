import type { Identity } from "../store/identities.ts";
import type { Identifier } from "./incoming.ts";

/** What an event says about whose it is: strongest identifier first. */
export interface Claim {
  readonly workspaceId: number;
  readonly identifiers: readonly Identifier[];
  /** May find a profile where no identifier does, and are not given to it. */
  readonly hints?: readonly Identifier[];
  /** Names the event in the record of a merge that it causes. */
  readonly messageId?: string;
}

export interface Resolution {
  readonly profileId: string;
  /** Identifiers left out because they would have joined two people. */
  readonly dropped: readonly Identifier[];
}

export interface PlannedMerge {
  readonly workspaceId: number;
  readonly survivor: string;
  readonly merged: string;
  readonly messageId: string;
}

interface Person {
  readonly id: string;
  readonly isNew: boolean;
  /** As the database has them. */
  readonly userIdsBefore: readonly string[];
  userIds: readonly string[];
  /** Gained an identifier, gained another person, or became one. */
  touched: boolean;
}

/** One text for an identifier in a workspace; kinds hold no line break. */
export function keyOf(workspaceId: number, kind: string, value: string): string {
  return `${workspaceId}\n${kind}\n${value}`;
}

/** Decides for a batch of claims, in memory and in order, what is to be written. Knows no database. */
export class IdentityPlan {
  readonly #newId: () => string;
  readonly #people = new Map<string, Person>();
  readonly #owners = new Map<string, string>();
  readonly #added = new Map<string, Identity>();
  readonly #mergedInto = new Map<string, string>();
  readonly #merges: PlannedMerge[] = [];

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** Tells the plan who an identifier belongs to. */
  learn(key: string, profileId: string, userIds: readonly string[]): void {
    this.#owners.set(key, profileId);
    if (!this.#people.has(profileId)) this.#people.set(profileId, { id: profileId, isNew: false, userIdsBefore: userIds, userIds, touched: false });
  }

  /** Whose the claim is, by all that was learned and decided before it. */
  resolve(claim: Claim): Resolution {
    const { identifiers, dropped } = this.#withoutConflict(claim);
    const owners = this.#ownersOf(claim.workspaceId, identifiers);
    const hinted = owners.length === 0 ? this.#hinted(claim, identifiers) : null;
    const person = hinted ?? (owners.length === 0 ? this.#create() : this.#join(claim, owners));
    this.#give(claim.workspaceId, identifiers, person);
    return { profileId: person.id, dropped };
  }

  /** The profile that this one was merged into, or itself. */
  finalOf(profileId: string): string {
    let id = profileId;
    for (let next = this.#mergedInto.get(id); next !== undefined; next = this.#mergedInto.get(id)) id = next;
    return id;
  }

  /** Stored profiles that must be held while this is written. */
  touched(): Person[] {
    return [...this.#people.values()].filter((person) => person.touched && !person.isNew);
  }

  /** Which of the touched profiles are not any more what was learned. `rows` are all their identities now. */
  changedSince(rows: readonly (Identity & { readonly key: string })[]): string[] {
    const owner = new Map(rows.map((row) => [row.key, row.profileId]));
    const changed = new Set<string>();
    for (const person of this.touched()) {
      const userIds = rows.filter((row) => row.profileId === person.id && row.kind === "user_id").map((row) => row.value);
      if (userIds.length !== person.userIdsBefore.length || userIds.some((value) => !person.userIdsBefore.includes(value))) changed.add(person.id);
    }
    for (const [key, profileId] of this.#owners) {
      if (this.#added.has(key) || !this.#people.get(profileId)?.touched) continue;
      if (owner.get(key) !== profileId) changed.add(profileId);
    }
    return [...changed];
  }

  additions(): Identity[] {
    return [...this.#added.values()].map((identity) => ({ ...identity, profileId: this.finalOf(identity.profileId) }));
  }

  /** Merges of stored profiles, each with its last survivor. */
  merges(): PlannedMerge[] {
    return this.#merges.map((merge) => ({ ...merge, survivor: this.finalOf(merge.survivor) }));
  }

  /** Everybody who is left after the merges. */
  people(): Iterable<{ readonly id: string; readonly userIds: readonly string[] }> {
    return [...this.#people.values()].filter((person) => !this.#mergedInto.has(person.id));
  }

  *owners(): Iterable<[key: string, profileId: string]> {
    for (const [key, profileId] of this.#owners) yield [key, this.finalOf(profileId)];
  }

  /**
   * Two people with a `user_id` each are never joined, and nobody gets a second one: the weakest identifier that takes part
   * in the conflict is left out, again and again. The strongest alone is never in conflict.
   */
  #withoutConflict({ workspaceId, identifiers }: Claim): { identifiers: readonly Identifier[]; dropped: readonly Identifier[] } {
    if (identifiers.length < 2) return { identifiers, dropped: [] };
    const kept = [...identifiers];
    const dropped: Identifier[] = [];
    for (;;) {
      const parts = kept.map((identifier) => {
        const owner = this.#ownerOf(workspaceId, identifier);
        if (owner === null) return identifier.kind === "user_id" ? identifier.value : null;
        return owner.userIds.length > 0 ? owner : null;
      });
      const sides = new Set(parts.filter((part) => part !== null));
      if (sides.size < 2) return { identifiers: kept, dropped };
      const weakest = parts.findLastIndex((part) => part !== null);
      const [left] = kept.splice(weakest, 1);
      // A second user id that nobody bears (alias of something never seen) is not a conflict worth a record.
      if (left && !(left.kind === "user_id" && typeof parts[weakest] === "string")) dropped.push(left);
    }
  }

  #ownerOf(workspaceId: number, { kind, value }: Identifier): Person | null {
    const id = this.#owners.get(keyOf(workspaceId, kind, value));
    return id === undefined ? null : (this.#people.get(this.finalOf(id)) ?? null);
  }

  #ownersOf(workspaceId: number, identifiers: readonly Identifier[]): Person[] {
    const owners = new Set<Person>();
    for (const identifier of identifiers) {
      const owner = this.#ownerOf(workspaceId, identifier);
      if (owner) owners.add(owner);
    }
    return [...owners];
  }

  #hinted({ workspaceId, hints }: Claim, identifiers: readonly Identifier[]): Person | null {
    const bringsUserId = identifiers.some((identifier) => identifier.kind === "user_id");
    for (const hint of hints ?? []) {
      const owner = this.#ownerOf(workspaceId, hint);
      if (owner && !(bringsUserId && owner.userIds.length > 0)) return owner;
    }
    return null;
  }

  #create(): Person {
    const person: Person = { id: this.#newId(), isNew: true, userIdsBefore: [], userIds: [], touched: false };
    this.#people.set(person.id, person);
    return person;
  }

  /** The one who has the `user_id` stays, else the oldest. Somebody made within this batch just becomes the other. */
  #join(claim: Claim, owners: readonly Person[]): Person {
    if (owners.length === 1) return owners[0] as Person;
    const [survivor, ...others] = [...owners].sort(
      (a, b) => Number(a.isNew) - Number(b.isNew) || b.userIds.length - a.userIds.length || (a.id < b.id ? -1 : 1),
    ) as [Person, ...Person[]];
    for (const other of others) {
      this.#mergedInto.set(other.id, survivor.id);
      survivor.userIds = [...survivor.userIds, ...other.userIds];
      survivor.touched = true;
      other.touched = true;
      if (!other.isNew) this.#merges.push({ workspaceId: claim.workspaceId, survivor: survivor.id, merged: other.id, messageId: claim.messageId ?? "" });
    }
    return survivor;
  }

  #give(workspaceId: number, identifiers: readonly Identifier[], person: Person): void {
    for (const { kind, value } of identifiers) {
      const key = keyOf(workspaceId, kind, value);
      if (this.#owners.has(key)) continue;
      this.#owners.set(key, person.id);
      this.#added.set(key, { workspaceId, kind, value, profileId: person.id });
      person.touched = true;
      if (kind === "user_id") person.userIds = [...person.userIds, value];
    }
  }
}
