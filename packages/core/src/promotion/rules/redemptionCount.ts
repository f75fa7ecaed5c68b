/** Something of which redemptions are counted, and since when. */
export interface RedemptionCount {
  readonly of: "promotion" | "promotion_by_customer" | "voucher";
  readonly period: "all" | "daily" | "weekly" | "monthly";
}
