import type { Instant } from "../time/instant.ts";
import { startOfDay, startOfMonth, startOfWeek } from "../time/zone.ts";
import type { RedemptionCount } from "./rules/redemptionCount.ts";

/** What is counted where, by a name that is the same for all that count together. */
export interface CountKey {
  readonly key: string;
  readonly promotionId: string | null;
  readonly voucherId: string | null;
  readonly customerId: string | null;
  /** Redemptions before it do not count; null: all do. */
  readonly since: Instant | null;
}

const SINCE: { readonly [period in RedemptionCount["period"]]: ((zone: string, at: Instant) => Instant) | null } = {
  all: null,
  daily: startOfDay,
  weekly: startOfWeek,
  monthly: startOfMonth,
};

/** @returns null where it counts nothing: a voucher without a promotion, or nobody at the checkout */
export function countKey(
  { of, period }: RedemptionCount,
  who: { readonly promotionId: string | null; readonly voucherId: string; readonly customerId: string | null },
  zone: string,
  now: Instant,
): CountKey | null {
  const since = SINCE[period]?.(zone, now) ?? null;
  const when = since === null ? "" : ` since ${since}`;
  if (of === "voucher") return { key: `voucher ${who.voucherId}${when}`, promotionId: null, voucherId: who.voucherId, customerId: null, since };
  if (who.promotionId === null || (of === "promotion_by_customer" && who.customerId === null)) return null;
  const customerId = of === "promotion_by_customer" ? who.customerId : null;
  return {
    key: `promotion ${who.promotionId}${customerId === null ? "" : ` by ${customerId}`}${when}`,
    promotionId: who.promotionId,
    voucherId: null,
    customerId,
    since,
  };
}
