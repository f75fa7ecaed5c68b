import { type Aggregate, type Enrollment, type Instant, isLive, type Membership, type Profile, type ProfileState } from "@beckon/core";
import type { Query } from "./db.ts";
import type { Fold } from "./processTurn.ts";

/** One of two as they were before the merge. */
export interface FoldedSide {
  readonly profile: Profile;
  /** Those under way. */
  readonly enrollments: readonly Enrollment[];
  readonly aggregates: { readonly [id: string]: Aggregate };
  readonly memberships: readonly (readonly [key: string, membership: Membership])[];
  /** Nothing had happened to it yet. */
  readonly isNew: boolean;
}

/** What `merges.folded` holds: all that an undo begins from. */
export interface Folded {
  readonly at: Instant;
  readonly rowId: string;
  readonly made: readonly string[];
  readonly survivor: FoldedSide;
  readonly merged: FoldedSide;
  /** Passages that went over, ended ones too. */
  readonly moved: readonly string[];
  readonly kept: Fold["kept"];
}

/** Writes beside each merge what the two were. One that was decided otherwise meanwhile has no row any more, and keeps nothing. */
export async function keepFolds(
  tx: Query,
  now: Instant,
  folds: readonly { readonly fold: Fold; readonly from: readonly string[] }[],
  moved: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  for (const { fold, from } of folds) {
    const { survivor, merged, rowId, made, kept, before } = fold;
    const folded: Folded = {
      at: now,
      rowId,
      made,
      survivor: sideOf(before.survivor),
      merged: sideOf(before.merged),
      moved: from.flatMap((profileId) => moved.get(profileId) ?? []),
      kept,
    };
    await tx.query("update merges set folded = $3::text::jsonb where survivor = $1 and merged = $2 and undone_at is null and folded is null", [
      survivor,
      merged,
      JSON.stringify(folded),
    ]);
  }
}

function sideOf({ profile, enrollments, aggregates = new Map(), memberships = new Map(), isNew = false }: ProfileState): FoldedSide {
  return { profile, enrollments: [...enrollments.values()].filter(isLive), aggregates: Object.fromEntries(aggregates), memberships: [...memberships], isNew };
}

/** What the two were before the merge; null where it is not folded yet, or nothing was kept. */
export async function readFolded(q: Query, mergeId: string): Promise<Folded | null> {
  const { rows } = await q.query<{ folded: Folded | null }>("select folded from merges where id = $1", [mergeId]);
  return rows[0]?.folded ?? null;
}
