import { bucketOf, formatInstant, type Instant, type JsonObject } from "@beckon/core";
import type { Query } from "./db.ts";

/** A profile as a list shows it. */
export interface ProfileSummaryRow {
  readonly id: string;
  readonly attributes: JsonObject;
  /** Newest first. */
  readonly emails: readonly string[];
  readonly lastSeenAt: Instant | null;
  readonly createdAt: Instant;
}

const SUMMARY = `p.id, p.attributes, p.last_seen_at as "lastSeenAt", p.created_at as "createdAt",
  array(select i.value from identities i where i.profile_id = p.id and i.kind = 'email' order by i.created_at desc, i.value) as emails`;

/** The newest profiles of a workspace, before `before`. */
export async function newestProfiles(q: Query, workspaceId: number, before: string | null, limit: number): Promise<ProfileSummaryRow[]> {
  const { rows } = await q.query<ProfileSummaryRow>(
    `select ${SUMMARY} from profiles p
     where p.workspace_id = $1 and p.merged_into is null and ($2::uuid is null or p.id < $2) order by p.id desc limit $3`,
    [workspaceId, before, limit],
  );
  return rows;
}

/** Most matches that are looked at per index: a single letter would else read half the table. */
const MATCHES_MAX = 1_000;

/**
 * Ids of profiles whose name, mail address or any identifier begins with the text, newest first. Each of the two indexes gives
 * at most `MATCHES_MAX`; who looks among more writes another letter.
 */
export async function matchingProfiles(q: Query, workspaceId: number, text: string): Promise<string[]> {
  const prefixes = [...new Set([text, text.toLowerCase()])].map((each) => `${escapeLike(each)}%`);
  const { rows } = await q.query<{ id: string }>(
    `(select id from profiles where workspace_id = $1 and search like $2 limit $5)
     union (
       select i.profile_id from unnest($3::text[]) as k (kind)
       cross join lateral (select profile_id from identities where workspace_id = $1 and kind = k.kind and (value like $2 or value like $4) limit $5) as i
       limit $5)
     order by id desc`,
    [workspaceId, prefixes.at(-1), await identityKinds(q, workspaceId), prefixes[0], MATCHES_MAX],
  );
  return rows.map((row) => row.id);
}

/** The kinds of identifiers there are: one step through the index per kind, whatever the number of identifiers. */
async function identityKinds(q: Query, workspaceId: number): Promise<string[]> {
  const { rows } = await q.query<{ kind: string }>(
    `with recursive kinds as (
       (select kind from identities where workspace_id = $1 order by kind limit 1)
       union all
       select (select i.kind from identities i where i.workspace_id = $1 and i.kind > kinds.kind order by i.kind limit 1) from kinds where kinds.kind is not null
     )
     select kind from kinds where kind is not null`,
    [workspaceId],
  );
  return rows.map((row) => row.kind);
}

/** The profiles with these ids that are not merged away, in the order of the ids given. */
export async function profileSummaries(q: Query, workspaceId: number, ids: readonly string[]): Promise<ProfileSummaryRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await q.query<ProfileSummaryRow>(
    `select ${SUMMARY} from unnest($2::int[], $3::uuid[]) with ordinality as wanted (bucket, id, place)
     join profiles p on p.bucket = wanted.bucket and p.id = wanted.id
     where p.workspace_id = $1 and p.merged_into is null order by wanted.place`,
    [workspaceId, ids.map(bucketOf), ids],
  );
  return rows;
}

/** Name and mail address of these profiles, merged ones too: for things that speak of them. */
export async function profileNames(q: Query, ids: readonly string[]): Promise<Map<string, Pick<ProfileSummaryRow, "id" | "attributes" | "emails">>> {
  if (ids.length === 0) return new Map();
  const { rows } = await q.query<Pick<ProfileSummaryRow, "id" | "attributes" | "emails">>(
    `select ${SUMMARY} from unnest($1::int[], $2::uuid[]) as wanted (bucket, id) join profiles p on p.bucket = wanted.bucket and p.id = wanted.id`,
    [ids.map(bucketOf), ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Ids that were merged into this one, and into those: their histories belong to it. Undone merges do not count. */
export async function idsOfPerson(q: Query, workspaceId: number, id: string): Promise<string[]> {
  const { rows } = await q.query<{ id: string }>(
    `with recursive person as (
       select $2::uuid as id
       union select m.merged from merges m join person on m.survivor = person.id where m.workspace_id = $1 and m.undone_at is null
     )
     select id from person`,
    [workspaceId, id],
  );
  return rows.map((row) => row.id);
}

/** The newest profile of a workspace, for a preview as nobody in particular. */
export async function newestSeenProfile(q: Query, workspaceId: number, seenSince: Instant): Promise<string | null> {
  const { rows } = await q.query<{ id: string }>(
    `select id from (select id, last_seen_at from profiles where workspace_id = $1 and merged_into is null order by id desc limit 50) as newest
     order by (last_seen_at >= $2) desc nulls last, last_seen_at desc nulls last limit 1`,
    [workspaceId, formatInstant(seenSince)],
  );
  return rows[0]?.id ?? null;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
