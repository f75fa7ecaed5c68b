import type { Query } from "../../../store/db.ts";
import { findPromotion, type PromotionRow } from "../../../store/promotions/promotions.ts";
import { uuidIn } from "./ids.ts";

/** By its name, or by its id. */
export async function findPromotionNamed(q: Query, workspaceId: number, name: string): Promise<PromotionRow | null> {
  return (await findPromotion(q, workspaceId, name)) ?? findPromotion(q, workspaceId, uuidIn(name) ?? "");
}
