import { fitsAll } from "./compare.ts";
import type { RedemptionCount } from "./redemptionCount.ts";
import type { RuleKind } from "./rule.ts";

/** Minor units that a gift card pays at once. */
export const giftAmountRule: RuleKind = {
  names: ["redemption.gift.amount", "redemption_gift_amount", "redemption.gift.credits"],
  group: "redemption",
  holds: (line, { credits }) => fitsAll(credits, line.conditions),
};

/** Only the one it was given to may use it. */
export const holderRule: RuleKind = {
  names: ["publication.redeemable_by_linked_customer", "redeemable_by_linked_customer"],
  group: "customer",
  holds(line, { voucher, customer }) {
    const isHolder = voucher.holderId !== null && voucher.holderId === customer?.id;
    return fitsAll(true, line.conditions) ? isHolder : true;
  },
};

/**
 * How often it was redeemed, this time included: `{ name: "campaign.redemptions.count", conditions: { "$less_than_or_equal": [100] } }`
 * lets a hundred through.
 */
export const countRules: readonly RuleKind[] = [
  ...perPeriod("promotion", "campaign.redemptions.count"),
  ...perPeriod("promotion_by_customer", "redemption.count.per_customer"),
  ...perPeriod("voucher", "redemption.count"),
];

function perPeriod(of: RedemptionCount["of"], name: string): RuleKind[] {
  return (["all", "daily", "weekly", "monthly"] as const).map((period): RuleKind => {
    const count: RedemptionCount = { of, period };
    const full = period === "all" ? name : `${name}.${period}`;
    return {
      names: [full, full.replaceAll(".", "_")],
      group: "redemption",
      holds: (line, { countOf }) => fitsAll(countOf(count) + 1, line.conditions),
      counts: () => [count],
    };
  });
}
