import { type Instant, SECOND } from "@beckon/core";
import type { Query } from "../../store/db.ts";
import { hasRefusals, refusedAmong } from "../../store/erasures.ts";
import type { Identifier } from "../incoming.ts";
import type { IdentifierHash } from "./identifierHash.ts";

/** How long it may stay unseen that there are any at all. */
const LOOK_EVERY = 5 * SECOND;

interface Named {
  readonly workspaceId: number;
  readonly identifiers: readonly Identifier[];
}

/** Knows people by their hashes who were deleted and must not be collected again. */
export class RefusedPeople {
  readonly #hashOf: IdentifierHash;
  #some = false;
  #lookedAt: Instant = Number.NEGATIVE_INFINITY;

  constructor(hashOf: IdentifierHash) {
    this.#hashOf = hashOf;
  }

  /** Those who name somebody of them. Costs nothing while nobody is refused. */
  async among<T extends Named>(q: Query, all: readonly T[], now: Instant): Promise<ReadonlySet<T>> {
    if (all.length === 0 || !(await this.#areThere(q, now))) return new Set();
    const hashes = all.map(({ workspaceId, identifiers }) => identifiers.map(({ kind, value }) => this.#hashOf(workspaceId, kind, value)));
    const refused = await refusedAmong(
      q,
      all.flatMap(({ workspaceId, identifiers }) => identifiers.map(() => workspaceId)),
      hashes.flat(),
      now,
    );
    return new Set(all.filter((_, index) => hashes[index]?.some((hash) => refused.has(hash))));
  }

  async #areThere(q: Query, now: Instant): Promise<boolean> {
    if (now - this.#lookedAt < LOOK_EVERY && now >= this.#lookedAt) return this.#some;
    this.#lookedAt = now;
    this.#some = await hasRefusals(q);
    return this.#some;
  }
}
