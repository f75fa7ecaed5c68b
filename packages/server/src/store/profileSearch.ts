import { BUCKETS, bucketOf, formatInstant, type Instant, type JsonObject } from "@beckon/core";
import type { Query } from "./db.ts";
import { termsOf, tsqueryOf } from "./searchWords.ts";

/** A profile as a list shows it. */
export interface ProfileSummaryRow {
  readonly id: string;
  readonly attributes: JsonObject;
  /** Newest first. */
  readonly emails: readonly string[];
  readonly lastSeenAt: Instant | null;
  readonly createdAt: Instant;
  readonly mergedInto: string | null;
}

const SUMMARY = `p.id, p.attributes, p.last_seen_at as "lastSeenAt", p.created_at as "createdAt", p.merged_into as "mergedInto",
  array(select i.value from identities i where i.profile_id = p.id and i.kind = 'email' order by i.created_at desc, i.value) as emails`;

/** Most that one search finds, where nobody asks for fewer. */
const FOUND_MAX = 100_000;

/**
 * Ids of profiles that have a word for each of those typed, or an identifier that begins so, or that id; in no order, some
 * `limit` at most: who finds so many is better served by a walk through all.
 */
export async function matchingProfiles(q: Query, workspaceId: number, text: string, limit = FOUND_MAX): Promise<string[]> {
  if (UUID.test(text)) return [text.toLowerCase(), ...(await profilesWithIdentifier(q, workspaceId, text))];
  const terms = termsOf(text);
  const byWords = terms.length === 0 ? [] : await profilesWithWords(q, workspaceId, tsqueryOf(terms), limit);
  return byWords.length === limit ? byWords : [...new Set([...byWords, ...(await profilesWithIdentifier(q, workspaceId, text))])];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function profilesWithWords(q: Query, workspaceId: number, tsquery: string, limit: number): Promise<string[]> {
  const { rows } = await q.query<{ id: string }>(`select profile_id as id from profile_words where words @@ $2::tsquery and workspace_id = $1 limit $3`, [
    workspaceId,
    tsquery,
    limit,
  ]);
  return rows.map((row) => row.id);
}

/** How many in this bucket have a word for each of those typed. Read from the table: the words' index would gather those of all buckets first. */
export async function countWithWords(q: Query, workspaceId: number, text: string, bucket: number): Promise<number> {
  const terms = termsOf(text);
  if (terms.length === 0) return 0;
  const { rows } = await q.query<{ count: number }>(
    `with sample as materialized (select words from profile_words where bucket = $3 and workspace_id = $1)
     select count(*)::int as count from sample where words @@ $2::tsquery`,
    [workspaceId, tsqueryOf(terms), bucket],
  );
  return rows[0]?.count ?? 0;
}

/** Whom a search means: the people themselves, or where they are many what each is known by. */
export type Sought = { readonly ids: readonly string[] } | { readonly words: string; readonly beginnings: readonly [string, string] };

const LISTED_MAX = 2_000;

/** Whom a search in some other list means. */
export async function soughtProfiles(q: Query, workspaceId: number, text: string): Promise<Sought> {
  const isCommon = (await countWithWords(q, workspaceId, text, 0)) > (2 * LISTED_MAX) / BUCKETS;
  const ids = isCommon ? null : await matchingProfiles(q, workspaceId, text, LISTED_MAX);
  return ids !== null && ids.length < LISTED_MAX ? { ids } : { words: tsqueryOf(termsOf(text)), beginnings: beginningsOf(text) };
}

/** Most identifiers that are looked at per kind: a single letter would else read half the table. */
const MATCHES_MAX = 1_000;

/** Ids of profiles one of whose identifiers begins with the text, as it is or in lower case. */
async function profilesWithIdentifier(q: Query, workspaceId: number, text: string): Promise<string[]> {
  const { rows } = await q.query<{ id: string }>(
    `select distinct i.profile_id as id from unnest($2::text[]) as k (kind)
     cross join lateral (select profile_id from identities where workspace_id = $1 and kind = k.kind and (value like $3 or value like $4) limit $5) as i`,
    [workspaceId, await identityKinds(q, workspaceId), ...beginningsOf(text), MATCHES_MAX],
  );
  return rows.map((row) => row.id);
}

/** As it is, and in lower case, for `like`. */
function beginningsOf(text: string): [string, string] {
  return [`${escapeLike(text)}%`, `${escapeLike(text.toLowerCase())}%`];
}

/** The kinds of identifiers there are: one step through the index per kind, whatever the number of identifiers. */
export async function identityKinds(q: Query, workspaceId: number): Promise<string[]> {
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

/** Whether a workspace has more profiles than so many. */
export async function hasMoreProfilesThan(q: Query, workspaceId: number, count: number): Promise<boolean> {
  const { rows } = await q.query("select 1 from profiles where workspace_id = $1 offset $2 limit 1", [workspaceId, count]);
  return rows.length > 0;
}

const EVENTS_COUNTED = 1_001;

/** How many events each of these profiles has, up to a thousand and one. */
export async function eventCounts(q: Query, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const { rows } = await q.query<{ id: string; count: number }>(
    `select wanted.id, counted.count from unnest($1::int[], $2::uuid[]) as wanted (bucket, id)
     cross join lateral (
       select count(*) as count from (select 1 from events e where e.bucket = wanted.bucket and e.profile_id = wanted.id limit $3) as e) as counted`,
    [ids.map(bucketOf), ids, EVENTS_COUNTED],
  );
  return new Map(rows.map((row) => [row.id, row.count]));
}

/** The profiles with these ids, in the order of the ids given. */
export async function profileSummaries(q: Query, workspaceId: number, ids: readonly string[]): Promise<ProfileSummaryRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await q.query<ProfileSummaryRow>(
    `select ${SUMMARY} from unnest($2::int[], $3::uuid[]) with ordinality as wanted (bucket, id, place)
     join profiles p on p.bucket = wanted.bucket and p.id = wanted.id
     where p.workspace_id = $1 order by wanted.place`,
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
