import { formatInstant, type Instant, type JsonObject } from "@beckon/core";
import type { Query } from "../db.ts";

/** That a voucher was given to somebody. */
export interface PublicationRow {
  readonly id: string;
  readonly workspaceId: number;
  readonly promotionId: string | null;
  readonly voucherId: string;
  readonly profileId: string | null;
  readonly sourceId: string | null;
  readonly channel: string | null;
  readonly metadata: JsonObject;
  readonly at: Instant;
}

const COLUMNS = `id, workspace_id as "workspaceId", promotion_id as "promotionId", voucher_id as "voucherId", profile_id as "profileId", source_id as "sourceId", channel, metadata, at`;

/** @returns false where the same was given before: by that source id, or once for all to that person */
export async function insertPublication(tx: Query, publication: PublicationRow & { readonly onceFor: string | null }): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into publications (id, workspace_id, promotion_id, voucher_id, profile_id, source_id, channel, metadata, once_for, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8::text::jsonb, $9, $10) on conflict do nothing`,
    [
      publication.id,
      publication.workspaceId,
      publication.promotionId,
      publication.voucherId,
      publication.profileId,
      publication.sourceId,
      publication.channel,
      JSON.stringify(publication.metadata),
      publication.onceFor,
      formatInstant(publication.at),
    ],
    "insert_publication",
  );
  return rowCount === 1;
}

export async function publicationOfSource(q: Query, workspaceId: number, sourceId: string): Promise<PublicationRow | null> {
  const { rows } = await q.query<PublicationRow>(`select ${COLUMNS} from publications where workspace_id = $1 and source_id = $2`, [workspaceId, sourceId]);
  return rows[0] ?? null;
}

/** The one that a person got of a promotion first. @param profileIds all ids of the person */
export async function publicationOfPerson(q: Query, promotionId: string, profileIds: readonly string[]): Promise<PublicationRow | null> {
  const { rows } = await q.query<PublicationRow>(
    `select ${COLUMNS} from publications where promotion_id = $1 and profile_id = any($2::uuid[]) order by id limit 1`,
    [promotionId, profileIds],
  );
  return rows[0] ?? null;
}

export interface PublicationsAsked {
  readonly promotionId: string | null;
  readonly voucherId: string | null;
  readonly profileIds: readonly string[] | null;
  readonly limit: number;
  readonly offset: number;
}

/** Newest first. */
export async function listPublications(
  q: Query,
  workspaceId: number,
  asked: PublicationsAsked,
): Promise<{ readonly rows: readonly PublicationRow[]; readonly total: number }> {
  const where =
    "workspace_id = $1 and ($2::uuid is null or promotion_id = $2) and ($3::uuid is null or voucher_id = $3) and ($4::uuid[] is null or profile_id = any($4))";
  const values = [workspaceId, asked.promotionId, asked.voucherId, asked.profileIds];
  const found = await q.query<PublicationRow>(`select ${COLUMNS} from publications where ${where} order by id desc limit $5 offset $6`, [
    ...values,
    asked.limit,
    asked.offset,
  ]);
  const counted = await q.query<{ total: number }>(`select count(*) as total from publications where ${where}`, values);
  return { rows: found.rows, total: counted.rows[0]?.total ?? 0 };
}
