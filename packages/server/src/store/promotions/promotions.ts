import { type CodeConfig, formatInstant, type Instant, type JsonObject, type Promotion, type Worth } from "@beckon/core";
import type { Query } from "../db.ts";

/** A promotion as it is kept. */
export interface PromotionRow extends Promotion {
  /** What a new voucher of it is worth. */
  readonly worth: Worth;
  readonly codeConfig: CodeConfig;
  /** How often each can be used; null: as often as something is left. */
  readonly uses: number | null;
  /** How many vouchers there are to be. */
  readonly wanted: number;
  readonly description: string;
  readonly metadata: JsonObject;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

const COLUMNS = `id, workspace_id as "workspaceId", name, kind, worth, code_config as "codeConfig", uses, active, starts_at as "startsAt", expires_at as "expiresAt",
  join_once as "joinOnce", refills, wanted, description, metadata, created_at as "createdAt", updated_at as "updatedAt"`;

/** @returns false where the name is taken */
export async function insertPromotion(q: Query, promotion: PromotionRow): Promise<boolean> {
  const { rowCount } = await q.query(
    `insert into promotions (id, workspace_id, name, kind, worth, code_config, uses, active, starts_at, expires_at, join_once, refills, wanted, description, metadata, created_at, updated_at)
     values ($1, $2, $3, $4, $5::text::jsonb, $6::text::jsonb, $7, $8, $9, $10, $11, $12, $13, $14, $15::text::jsonb, $16, $16)
     on conflict (workspace_id, name) do nothing`,
    [
      promotion.id,
      promotion.workspaceId,
      promotion.name,
      promotion.kind,
      JSON.stringify(promotion.worth),
      JSON.stringify(promotion.codeConfig),
      promotion.uses,
      promotion.active,
      timeOf(promotion.startsAt),
      timeOf(promotion.expiresAt),
      promotion.joinOnce,
      promotion.refills,
      promotion.wanted,
      promotion.description,
      JSON.stringify(promotion.metadata),
      formatInstant(promotion.createdAt),
    ],
  );
  return rowCount === 1;
}

/** By its id or its name. */
export async function findPromotion(q: Query, workspaceId: number, idOrName: string): Promise<PromotionRow | null> {
  const { rows } = await q.query<PromotionRow>(`select ${COLUMNS} from promotions where workspace_id = $1 and (name = $2 or id::text = $2)`, [
    workspaceId,
    idOrName,
  ]);
  return rows[0] ?? null;
}

export async function promotionsOf(q: Query, ids: readonly string[]): Promise<Map<string, PromotionRow>> {
  if (ids.length === 0) return new Map();
  const { rows } = await q.query<PromotionRow>(`select ${COLUMNS} from promotions where id = any($1::uuid[])`, [ids], "promotions_by_id");
  return new Map(rows.map((row) => [row.id, row]));
}

/** Newest first. */
export async function listPromotions(
  q: Query,
  workspaceId: number,
  { kind, limit, offset }: { readonly kind: Worth["kind"] | null; readonly limit: number; readonly offset: number },
): Promise<{ readonly rows: readonly PromotionRow[]; readonly total: number }> {
  const where = "workspace_id = $1 and ($2::text is null or kind = $2)";
  const [found, counted] = [
    await q.query<PromotionRow>(`select ${COLUMNS} from promotions where ${where} order by id desc limit $3 offset $4`, [workspaceId, kind, limit, offset]),
    await q.query<{ total: number }>(`select count(*) as total from promotions where ${where}`, [workspaceId, kind]),
  ];
  return { rows: found.rows, total: counted.rows[0]?.total ?? 0 };
}

/** What of it may change once it has vouchers: those that are given out stay as they are. */
export type PromotionChange = Partial<Pick<PromotionRow, "active" | "startsAt" | "expiresAt" | "joinOnce" | "refills" | "description" | "metadata">>;

export async function updatePromotion(q: Query, id: string, change: PromotionChange, now: Instant): Promise<void> {
  await q.query(
    `update promotions set active = coalesce($2, active), starts_at = case when $3 then $4::timestamptz else starts_at end,
       expires_at = case when $5 then $6::timestamptz else expires_at end, join_once = coalesce($7, join_once), refills = coalesce($8, refills),
       description = coalesce($9, description), metadata = coalesce($10::text::jsonb, metadata), updated_at = $11 where id = $1`,
    [
      id,
      change.active ?? null,
      change.startsAt !== undefined,
      timeOf(change.startsAt ?? null),
      change.expiresAt !== undefined,
      timeOf(change.expiresAt ?? null),
      change.joinOnce ?? null,
      change.refills ?? null,
      change.description ?? null,
      change.metadata === undefined ? null : JSON.stringify(change.metadata),
      formatInstant(now),
    ],
  );
}

/** So many more are to be made. @returns how many there are to be now */
export async function wantMore(q: Query, id: string, more: number): Promise<number> {
  const { rows } = await q.query<{ wanted: number }>("update promotions set wanted = wanted + $2 where id = $1 returning wanted", [id, more]);
  return rows[0]?.wanted ?? 0;
}

/** With its vouchers, and all that became of them. */
export async function deletePromotion(q: Query, id: string): Promise<void> {
  await q.query("delete from promotions where id = $1", [id]);
}

/** Whether any of its vouchers was given out or used. */
export async function wasUsed(q: Query, id: string): Promise<boolean> {
  const { rows } = await q.query("select from vouchers where promotion_id = $1 and (published_at is not null or used > 0) limit 1", [id]);
  return rows.length > 0;
}

export function timeOf(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
