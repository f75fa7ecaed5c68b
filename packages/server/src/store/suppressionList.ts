import { formatInstant, type Instant, type Suppression } from "@beckon/core";
import type { Query } from "./db.ts";

/** An address that is never used, in lower case. */
export interface SuppressionRow {
  readonly channel: string;
  readonly address: string;
  readonly reason: Suppression["reason"];
  readonly detail: string;
  readonly at: Instant;
  /** The message that closed it. */
  readonly sendId: string | null;
}

export interface SuppressionsAsked {
  /** A part of the address. */
  readonly search: string;
  readonly reason: SuppressionRow["reason"] | null;
  readonly after: Pick<SuppressionRow, "at" | "channel" | "address"> | null;
  readonly limit: number;
}

/** Newest first. */
export async function listSuppressions(q: Query, workspaceId: number, page: SuppressionsAsked): Promise<SuppressionRow[]> {
  const { rows } = await q.query<SuppressionRow>(
    `select channel, address, reason, detail, at, send_id as "sendId" from suppressions
     where workspace_id = $1 and position($2 in address) > 0 and ($3::text is null or reason = $3)
       and ($4::timestamptz is null or (at, channel, address) < ($4, $5, $6))
     order by at desc, channel desc, address desc limit $7`,
    [
      workspaceId,
      page.search.toLowerCase(),
      page.reason,
      page.after === null ? null : formatInstant(page.after.at),
      page.after?.channel ?? null,
      page.after?.address ?? null,
      page.limit,
    ],
  );
  return rows;
}

/** Adds it, or keeps what stands there already. @returns what stands there now */
export async function insertSuppression(q: Query, workspaceId: number, suppression: SuppressionRow): Promise<SuppressionRow> {
  const { channel, address, reason, detail, at } = suppression;
  const { rows } = await q.query<SuppressionRow>(
    `insert into suppressions as known (workspace_id, channel, address, reason, detail, at) values ($1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, channel, address) do update set address = known.address
     returning channel, address, reason, detail, at, send_id as "sendId"`,
    [workspaceId, channel, address, reason, detail, formatInstant(at)],
  );
  return rows[0] ?? suppression;
}

/** @returns whether it was there */
export async function deleteSuppression(q: Query, workspaceId: number, channel: string, address: string): Promise<boolean> {
  const { rowCount } = await q.query("delete from suppressions where workspace_id = $1 and channel = $2 and address = $3", [workspaceId, channel, address]);
  return rowCount === 1;
}
