import { formatInstant, type Instant } from "@beckon/core";
import type { Query } from "./db.ts";

/** A picture of the workspace's. */
export interface BrandAsset {
  readonly contentType: string;
  readonly bytes: Buffer;
  /** SHA-256 of the bytes, hexadecimal: the last part of its address. */
  readonly hash: string;
}

export async function keepLogo(q: Query, workspaceId: number, { contentType, bytes, hash }: BrandAsset, at: Instant): Promise<void> {
  await q.query(
    `insert into brand_assets (workspace_id, name, content_type, bytes, hash, at) values ($1, 'logo', $2, $3, $4, $5)
     on conflict (workspace_id, name) do update set content_type = excluded.content_type, bytes = excluded.bytes, hash = excluded.hash, at = excluded.at`,
    [workspaceId, contentType, bytes, hash, formatInstant(at)],
  );
}

export async function removeLogo(q: Query, workspaceId: number): Promise<void> {
  await q.query("delete from brand_assets where workspace_id = $1 and name = 'logo'", [workspaceId]);
}

export async function readLogo(q: Query, hash: string): Promise<BrandAsset | null> {
  const { rows } = await q.query<BrandAsset>(`select content_type as "contentType", bytes, hash from brand_assets where hash = $1 and name = 'logo'`, [hash]);
  return rows[0] ?? null;
}
