import type { JsonObject } from "../json.ts";
import type { Instant } from "../time/instant.ts";
import { applyDiscount } from "./discount.ts";
import { type PricedOrder, takeOff } from "./order.ts";
import type { RedemptionCount } from "./rules/redemptionCount.ts";
import type { Customer } from "./rules/rule.ts";
import { applies, type BrokenRule, brokenRule, type ValidationRule } from "./validationRule.ts";
import { type Promotion, type Reserved, stateOf, type Voucher, type VoucherState } from "./voucher.ts";

/** A voucher that somebody wants to use, with all that decides whether it may be. */
export interface Redeemable {
  readonly voucher: Voucher;
  readonly promotion: Promotion | null;
  readonly rules: readonly ValidationRule[];
  /** What others hold back of it just now. */
  readonly reserved: Reserved;
  /** Minor units that a gift card is to pay; null: as much as there is of the card and of the order. */
  readonly credits: number | null;
}

export interface Checkout {
  readonly order: PricedOrder;
  readonly customer: Customer | null;
  readonly metadata: JsonObject;
  /** How often it was redeemed before. */
  readonly countOf: (voucher: Voucher, count: RedemptionCount) => number;
  readonly now: Instant;
}

/** Why a voucher cannot be used; the keys are Voucherify's, on which clients rely. */
export type VoucherRefusalKey =
  | "voucher_disabled"
  | "voucher_not_active"
  | "voucher_expired"
  | "quantity_exceeded"
  | "gift_amount_exceeded"
  | "missing_amount"
  | "customer_rules_violated"
  | "order_rules_violated"
  | "redemption_rules_violated";

export interface VoucherRefusal {
  readonly key: VoucherRefusalKey;
  /** What was wrong, with the values. */
  readonly details: string;
  /** What the rule itself wants to be said. */
  readonly message: string | null;
}

export type VoucherVerdict =
  | {
      readonly voucher: Voucher;
      readonly status: "applicable" /** Minor units that the order costs less. */;
      readonly taken: number;
      readonly order: PricedOrder;
    }
  | { readonly voucher: Voucher; readonly status: "inapplicable"; readonly refusal: VoucherRefusal }
  /** One before it cannot be used, so it was not looked at. */
  | { readonly voucher: Voucher; readonly status: "skipped" };

export interface CheckedOut {
  readonly valid: boolean;
  readonly verdicts: readonly VoucherVerdict[];
  /** As all of them leave it. */
  readonly order: PricedOrder;
}

/**
 * Says what vouchers do to an order, one after the other, and changes nothing. All of them, or none: where one cannot be used, those
 * after it are not looked at.
 */
export function checkOut(redeemables: readonly Redeemable[], checkout: Checkout): CheckedOut {
  const verdicts: VoucherVerdict[] = [];
  let order = checkout.order;
  let valid = true;
  for (const redeemable of redeemables) {
    const verdict: VoucherVerdict = valid ? judge(redeemable, order, checkout, verdicts) : { voucher: redeemable.voucher, status: "skipped" };
    verdicts.push(verdict);
    if (verdict.status === "applicable") order = verdict.order;
    else valid = false;
  }
  return { valid, verdicts, order: valid ? order : checkout.order };
}

function judge(redeemable: Redeemable, order: PricedOrder, checkout: Checkout, before: readonly VoucherVerdict[]): VoucherVerdict {
  const { voucher, promotion, reserved, rules } = redeemable;
  const refused = (key: VoucherRefusalKey, details: string, message: string | null = null): VoucherVerdict => ({
    voucher,
    status: "inapplicable",
    refusal: { key, details, message },
  });
  const state = stateOf(voucher, promotion, reserved, checkout.now);
  if (state !== "usable") return refused(...standing(state, redeemable));
  const credits = creditsOf(redeemable, order);
  if (typeof credits !== "number") return refused(...credits);
  const broken = brokenRule(rules, {
    voucher,
    customer: checkout.customer,
    initial: checkout.order,
    order,
    metadata: checkout.metadata,
    credits,
    countOf: (count) => checkout.countOf(voucher, count) + before.filter((one) => isCounted(one.voucher, voucher, count)).length,
  });
  if (broken) return refused(`${broken.group}_rules_violated`, wordsOf(broken), broken.rule.message);
  if (voucher.worth.kind === "gift_card") return { voucher, status: "applicable", taken: credits, order: takeOff(order, credits) };
  const after = applyDiscount(order, voucher.worth.discount, (item) => rules.every((rule) => applies(rule.appliesTo, item)));
  return { voucher, status: "applicable", taken: order.total - after.total, order: after };
}

/** Whether the use of one before counts for this one, too. */
function isCounted(other: Voucher, voucher: Voucher, { of }: RedemptionCount): boolean {
  return of === "voucher" ? other.id === voucher.id : other.promotionId !== null && other.promotionId === voucher.promotionId;
}

function standing(state: Exclude<VoucherState, "usable">, { voucher, reserved }: Redeemable): [VoucherRefusalKey, string] {
  switch (state) {
    case "disabled":
      return ["voucher_disabled", "It is switched off, or its promotion is."];
    case "not_yet":
      return ["voucher_not_active", "It cannot be used yet."];
    case "expired":
      return ["voucher_expired", "Its time is over."];
    case "used_up":
      return ["quantity_exceeded", usedUp(voucher, reserved)];
  }
}

function usedUp({ uses, used, worth }: Voucher, reserved: Reserved): string {
  const held = reserved.uses > 0 ? `, and ${reserved.uses} more are held by somebody at the checkout` : "";
  if (uses !== null && used + reserved.uses >= uses) return `It was used ${used} of ${uses} times${held}.`;
  return `Nothing is left on the card${worth.kind === "gift_card" && worth.balance > 0 ? " that is not held by somebody at the checkout" : ""}.`;
}

/** What a gift card pays of this order; nothing for a discount. */
function creditsOf({ voucher: { worth }, reserved, credits }: Redeemable, order: PricedOrder): number | [VoucherRefusalKey, string] {
  if (worth.kind !== "gift_card") return 0;
  const available = worth.balance - reserved.credits;
  const wanted = credits ?? Math.min(available, order.total);
  if (wanted <= 0) return ["missing_amount", "Say what the order costs (`order.amount`), or how much the card is to pay (`gift.credits`)."];
  if (wanted > available) return ["gift_amount_exceeded", `${wanted} are wanted, and ${available} are left on the card.`];
  if (order.amount > 0 && wanted > order.total) return ["gift_amount_exceeded", `${wanted} are wanted, and the order has only ${order.total} left to pay.`];
  return wanted;
}

function wordsOf({ rule, line }: BrokenRule): string {
  const { name, property, conditions } = line;
  return `The rule "${rule.name}" wants ${name}${property === null ? "" : ` (${property})`} to be ${JSON.stringify(conditions)}.`;
}
