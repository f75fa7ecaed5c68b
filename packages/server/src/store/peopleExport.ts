import { bucketOf, type Consent, type Instant, type JsonObject } from "@beckon/core";
import type { Query } from "./db.ts";

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

/** These people, in the order of `ids`. */
export async function peopleWithIds(q: Query, workspaceId: number, ids: readonly string[]): Promise<ExportedPerson[]> {
  if (ids.length === 0) return [];
  const { rows } = await q.query<ExportedPerson>(
    `select ${PERSON} from unnest($2::int[], $3::uuid[]) with ordinality as wanted (bucket, id, place)
     join profiles p on p.bucket = wanted.bucket and p.id = wanted.id
     where p.workspace_id = $1 order by wanted.place`,
    [workspaceId, ids.map(bucketOf), ids],
  );
  return rows;
}
