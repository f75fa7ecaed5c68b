import { formatInstant, type Instant } from "@beckon/core";
import { plainColumn, textColumn } from "./columns.ts";
import type { Query } from "./db.ts";

/** A name that a profile is known by. Unique per workspace, kind and value. */
export interface Identity {
  readonly workspaceId: number;
  readonly kind: string;
  readonly value: string;
  readonly profileId: string;
}

export interface IdentityRow extends Identity {
  readonly createdAt: Instant;
}

type Key = Omit<Identity, "profileId">;

const COLUMNS = `workspace_id as "workspaceId", kind, value, profile_id as "profileId", created_at as "createdAt"`;

/** Those of the asked ones that somebody is known by. */
export async function findIdentities(q: Query, keys: readonly Key[]): Promise<IdentityRow[]> {
  if (keys.length === 0) return [];
  const { rows } = await q.query<IdentityRow>(
    `select ${COLUMNS} from identities
     join unnest($1::int[], $2::text[], $3::text[]) as asked (workspace_id, kind, value) using (workspace_id, kind, value)`,
    [plainColumn(keys.map((key) => key.workspaceId)), textColumn(keys.map((key) => key.kind)), textColumn(keys.map((key) => key.value))],
    "find_identities",
  );
  return rows;
}

/** All names of these profiles, oldest first. */
export async function identitiesOf(q: Query, profileIds: readonly string[]): Promise<IdentityRow[]> {
  if (profileIds.length === 0) return [];
  const { rows } = await q.query<IdentityRow>(`select ${COLUMNS} from identities where profile_id = any($1::uuid[]) order by created_at, kind, value`, [
    profileIds,
  ]);
  return rows;
}

/** The `user_id`s of these profiles. */
export async function userIdsOf(q: Query, profileIds: readonly string[]): Promise<{ profileId: string; value: string }[]> {
  if (profileIds.length === 0) return [];
  const { rows } = await q.query<{ profileId: string; value: string }>(
    `select profile_id as "profileId", value from identities where profile_id = any($1::uuid[]) and kind = 'user_id'`,
    [profileIds],
  );
  return rows;
}

/** The `user_id`s of these profiles, and with `value` null those that somebody was merged into: in one look, since every newcomer to the cache costs it. */
export async function userIdsAndSurvivors(q: Query, profileIds: readonly string[]): Promise<{ profileId: string; value: string | null }[]> {
  if (profileIds.length === 0) return [];
  const { rows } = await q.query<{ profileId: string; value: string | null }>(
    `select profile_id as "profileId", value from identities where profile_id = any($1::uuid[]) and kind = 'user_id'
     union all
     select survivor, null from merges where survivor = any($1::uuid[]) and undone_at is null`,
    [profileIds],
  );
  return rows;
}

/**
 * Holds all names of these profiles until the transaction ends, so that nobody else gives them a name or merges them.
 * Always in the order of the key: two transactions then wait for each other and never in a circle.
 */
export async function lockIdentitiesOf(q: Query, profileIds: readonly string[]): Promise<void> {
  await q.query("select 1 from identities where profile_id = any($1::uuid[]) order by workspace_id, kind, value for update", [profileIds]);
}

/** Gives names to profiles and answers how many were still free. Fewer than given: somebody else was quicker. */
export async function addIdentities(q: Query, identities: readonly Identity[], at: Instant): Promise<number> {
  if (identities.length === 0) return 0;
  const sorted = [...identities].sort(byKey);
  const { rowCount } = await q.query(
    `insert into identities (workspace_id, kind, value, profile_id, created_at)
     select u.workspace_id, u.kind, u.value, u.profile_id, $5::timestamptz
     from unnest($1::int[], $2::text[], $3::text[], $4::uuid[]) as u (workspace_id, kind, value, profile_id)
     on conflict (workspace_id, kind, value) do nothing`,
    [
      plainColumn(sorted.map((identity) => identity.workspaceId)),
      textColumn(sorted.map((identity) => identity.kind)),
      textColumn(sorted.map((identity) => identity.value)),
      plainColumn(sorted.map((identity) => identity.profileId)),
      formatInstant(at),
    ],
    "add_identities",
  );
  return rowCount;
}

/** Gives all names of each `from` to its `to`. */
export async function moveIdentities(q: Query, moves: readonly { readonly from: string; readonly to: string }[]): Promise<void> {
  if (moves.length === 0) return;
  await q.query(
    `update identities set profile_id = moved.target
     from unnest($1::uuid[], $2::uuid[]) as moved (source, target)
     where identities.profile_id = moved.source`,
    [moves.map((move) => move.from), moves.map((move) => move.to)],
  );
}

/** Gives single names to a profile, whoever has them now. */
export async function reassignIdentities(q: Query, keys: readonly Key[], profileId: string): Promise<number> {
  if (keys.length === 0) return 0;
  const { rowCount } = await q.query(
    `update identities set profile_id = $4::uuid
     from unnest($1::int[], $2::text[], $3::text[]) as moved (workspace_id, kind, value)
     where identities.workspace_id = moved.workspace_id and identities.kind = moved.kind and identities.value = moved.value`,
    [keys.map((key) => key.workspaceId), keys.map((key) => key.kind), keys.map((key) => key.value), profileId],
  );
  return rowCount;
}

function byKey(a: Key, b: Key): number {
  if (a.workspaceId !== b.workspaceId) return a.workspaceId - b.workspaceId;
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  return a.value < b.value ? -1 : 1;
}
