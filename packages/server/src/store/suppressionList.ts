import { formatInstant, type Instant, type Suppression } from "@beckon/core";
import type { Query } from "./db.ts";

/** An address that is never used, in lower case. */
export interface SuppressionRow {
  readonly channel: string;
  readonly address: string;
  readonly reason: Suppression["reason"];
  readonly detail: string;
  readonly at: Instant;
}

/** In order of channel and address. `search` is the beginning of an address. */
export async function listSuppressions(
  q: Query,
  workspaceId: number,
  page: { readonly search: string; readonly after: { readonly channel: string; readonly address: string } | null; readonly limit: number },
): Promise<SuppressionRow[]> {
  const { rows } = await q.query<SuppressionRow>(
    `select channel, address, reason, detail, at from suppressions
     where workspace_id = $1 and starts_with(address, $2) and ($3::text is null or (channel, address) > ($3, $4))
     order by channel, address limit $5`,
    [workspaceId, page.search.toLowerCase(), page.after?.channel ?? null, page.after?.address ?? null, page.limit],
  );
  return rows;
}

/** Adds it, or keeps what stands there already. @returns what stands there now */
export async function insertSuppression(q: Query, workspaceId: number, suppression: SuppressionRow): Promise<SuppressionRow> {
  const { channel, address, reason, detail, at } = suppression;
  const { rows } = await q.query<SuppressionRow>(
    `insert into suppressions as known (workspace_id, channel, address, reason, detail, at) values ($1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, channel, address) do update set address = known.address
     returning channel, address, reason, detail, at`,
    [workspaceId, channel, address, reason, detail, formatInstant(at)],
  );
  return rows[0] ?? suppression;
}

/** @returns whether it was there */
export async function deleteSuppression(q: Query, workspaceId: number, channel: string, address: string): Promise<boolean> {
  const { rowCount } = await q.query("delete from suppressions where workspace_id = $1 and channel = $2 and address = $3", [workspaceId, channel, address]);
  return rowCount === 1;
}
