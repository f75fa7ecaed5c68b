import { bucketOf } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { Db, Query } from "../store/db.ts";
import { findIdentities } from "../store/identities.ts";
import { putInInbox } from "../store/inbox.ts";
import { readPeople } from "../store/profiles.ts";
import type { SegmentRow } from "../store/segments.ts";
import { normalIdentifier } from "./eventCheck.ts";

/** Somebody by one of their names. */
export interface MemberName {
  readonly profileId?: string | undefined;
  readonly userId?: string | undefined;
  readonly email?: string | undefined;
  readonly anonymousId?: string | undefined;
}

export interface ListChange {
  /** To how many people it was told. */
  readonly accepted: number;
  readonly unknown: readonly MemberName[];
}

export interface ListChangeDeps {
  readonly db: Db;
  readonly clock: Clock;
  /** Told which buckets have new rows. */
  readonly wake: (buckets: ReadonlySet<number>) => void;
}

/**
 * Puts people on a list or takes them off. Each is told in their turn among all else that happens to them, so that campaigns
 * notice it in the same transaction; whoever is on the list already is told nothing new.
 */
export async function changeList(
  { db, clock, wake }: ListChangeDeps,
  list: Pick<SegmentRow, "id" | "workspaceId">,
  members: readonly MemberName[],
  member: boolean,
): Promise<ListChange> {
  const whose = await profilesNamed(db, list.workspaceId, members);
  const ids = [...new Set(whose.filter((id) => id !== null))];
  await tellList(db, clock, list, ids, { member });
  if (ids.length > 0) wake(new Set(ids.map(bucketOf)));
  return { accepted: ids.length, unknown: members.filter((_, place) => whose[place] === null) };
}

/** Tells people that they are on the list, or off it, in the caller's transaction; the caller wakes whoever works for them. */
export async function tellList(
  q: Query,
  clock: Clock,
  list: Pick<SegmentRow, "id" | "workspaceId">,
  ids: readonly string[],
  { member, quiet = false }: { readonly member: boolean /** It starts no campaign. */; readonly quiet?: boolean },
): Promise<void> {
  const at = clock.now();
  await putInInbox(
    q,
    ids.map((profileId) => ({
      id: newId(at),
      workspaceId: list.workspaceId,
      profileId,
      kind: "list",
      body: { segmentId: list.id, member, at, ...(quiet ? { quiet } : {}) },
      acceptedAt: at,
    })),
  );
}

/** Whose these names are, one for each; null where nobody is known by it. */
async function profilesNamed(q: Query, workspaceId: number, members: readonly MemberName[]): Promise<(string | null)[]> {
  const keys = members.map((name) => keyOf(workspaceId, name));
  const identities = await findIdentities(
    q,
    keys.flatMap((key) => key ?? []),
  );
  const byName = new Map(identities.map(({ kind, value, profileId }) => [`${kind}\n${value}`, profileId]));
  const people = await readPeople(q, [...new Set(members.flatMap(({ profileId }) => profileId ?? []))]);
  return members.map(({ profileId }, place) => {
    const key = keys[place];
    if (key) return byName.get(`${key.kind}\n${key.value}`) ?? null;
    const person = profileId === undefined ? undefined : people.get(profileId);
    return person?.profile?.workspaceId === workspaceId ? (person.mergedInto ?? person.id) : null;
  });
}

function keyOf(workspaceId: number, { userId, email, anonymousId }: MemberName) {
  const [kind, given] =
    userId !== undefined ? ["user_id", userId] : email !== undefined ? ["email", email] : anonymousId !== undefined ? ["anonymous_id", anonymousId] : [];
  const value = kind === undefined || given === undefined ? null : normalIdentifier(kind, given);
  return kind === undefined || value === null ? null : { workspaceId, kind, value };
}
