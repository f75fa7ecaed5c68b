import { bucketOf, type Consent, type Instant, type JsonObject } from "@beckon/core";
import type { Query } from "./db.ts";
import { matchingProfiles } from "./profileSearch.ts";

/** A person with all that a file of people shows. */
export interface ExportedPerson {
  readonly id: string;
  readonly attributes: JsonObject;
  readonly consent: Consent;
  readonly createdAt: Instant;
  readonly lastSeenAt: Instant | null;
  readonly identities: readonly { readonly kind: string; readonly value: string }[];
}

const PERSON = `p.id, p.attributes, p.consent, p.created_at as "createdAt", p.last_seen_at as "lastSeenAt",
  coalesce((select json_agg(json_build_object('kind', i.kind, 'value', i.value) order by i.kind, i.created_at, i.value) from identities i where i.profile_id = p.id), '[]') as identities`;

/** The next people in order of their ids: all of the workspace, or those that a search finds. */
export async function peopleAfter(q: Query, workspaceId: number, search: string | null, after: string | null, limit: number): Promise<ExportedPerson[]> {
  if (search === null) {
    const { rows } = await q.query<ExportedPerson>(
      `select ${PERSON} from profiles p where p.workspace_id = $1 and p.merged_into is null and ($2::uuid is null or p.id > $2) order by p.id limit $3`,
      [workspaceId, after, limit],
    );
    return rows;
  }
  const found = (await matchingProfiles(q, workspaceId, search)).filter((id) => after === null || id > after).sort();
  return peopleWithIds(q, workspaceId, found.slice(0, limit));
}

async function peopleWithIds(q: Query, workspaceId: number, ids: readonly string[]): Promise<ExportedPerson[]> {
  if (ids.length === 0) return [];
  const { rows } = await q.query<ExportedPerson>(
    `select ${PERSON} from unnest($2::int[], $3::uuid[]) as wanted (bucket, id)
     join profiles p on p.bucket = wanted.bucket and p.id = wanted.id
     where p.workspace_id = $1 and p.merged_into is null order by p.id`,
    [workspaceId, ids.map(bucketOf), ids],
  );
  return rows;
}

export async function peopleCount(q: Query, workspaceId: number, search: string | null): Promise<number> {
  if (search !== null) return (await matchingProfiles(q, workspaceId, search)).length;
  const { rows } = await q.query<{ count: number }>("select count(*) as count from profiles where workspace_id = $1 and merged_into is null", [workspaceId]);
  return rows[0]?.count ?? 0;
}
