import { randomInt } from "node:crypto";
import { type CodeConfig, codeOf, type Instant, issued, type Voucher } from "@beckon/core";
import { newId } from "../../ids.ts";
import type { Query } from "../../store/db.ts";
import type { PromotionRow } from "../../store/promotions/promotions.ts";
import { insertEntries, insertVouchers } from "../../store/promotions/vouchers.ts";

/** A voucher as a promotion begins it. */
export function newVoucher(promotion: Omit<PromotionRow, "id"> & { readonly id: string | null }, code: string, now: Instant): Voucher {
  return {
    id: newId(now),
    workspaceId: promotion.workspaceId,
    promotionId: promotion.id,
    code,
    worth: promotion.worth,
    active: true,
    startsAt: null,
    expiresAt: null,
    uses: promotion.uses,
    used: 0,
    usedAmount: 0,
    holderId: null,
    publishedAt: null,
    metadata: {},
    createdAt: now,
  };
}

/** A code that nobody can foresee. */
export function drawCode(config: CodeConfig): string {
  return codeOf(config, (below) => randomInt(below));
}

/**
 * Keeps new vouchers with what their cards begin with, in the caller's transaction.
 * @returns those whose code was not taken
 */
export async function issueVouchers(tx: Query, vouchers: readonly Voucher[], { at, by }: { readonly at: Instant; readonly by: string }): Promise<Voucher[]> {
  const kept = await insertVouchers(tx, vouchers);
  const made = vouchers.filter(({ id }) => kept.has(id));
  const [first] = made;
  if (!first) return [];
  const entries = made.flatMap((voucher) => issued(voucher).entry ?? []).map((entry) => ({ ...entry, id: newId(at), redemptionId: null }));
  await insertEntries(tx, entries, { workspaceId: first.workspaceId, at, by });
  return made;
}

/** Draws so many codes and keeps those that are new: a few less than asked for, where codes collide. */
export function makeVouchers(tx: Query, promotion: PromotionRow, count: number, how: { readonly at: Instant; readonly by: string }): Promise<Voucher[]> {
  const vouchers = Array.from({ length: count }, () => newVoucher(promotion, drawCode(promotion.codeConfig), how.at));
  return issueVouchers(tx, vouchers, how);
}
