import { type Discount, formatInstant, type Instant, type JsonObject, type PricedOrder, type Voucher, type Worth } from "@beckon/core";
import type { PromotionRow } from "../../../store/promotions/promotions.ts";
import type { PublicationRow } from "../../../store/promotions/publications.ts";
import type { RedemptionRow } from "../../../store/promotions/redemptions.ts";
import type { AssignmentRow, ValidationRuleRow } from "../../../store/promotions/validationRules.ts";
import type { EntryRow } from "../../../store/promotions/vouchers.ts";
import { idOf } from "./ids.ts";

const at = (instant: Instant | null) => (instant === null ? null : formatInstant(instant));

const CAMPAIGN_TYPES = { gift_card: "GIFT_VOUCHERS", discount: "DISCOUNT_COUPONS" } as const;
const VOUCHER_TYPES = { gift_card: "GIFT_VOUCHER", discount: "DISCOUNT_VOUCHER" } as const;

export function voucherShape(voucher: Voucher, promotion: string | null) {
  const { worth } = voucher;
  return {
    id: idOf("v", voucher.id),
    code: voucher.code,
    campaign: promotion,
    campaign_id: voucher.promotionId === null ? null : idOf("camp", voucher.promotionId),
    category: null,
    category_id: null,
    categories: [],
    type: VOUCHER_TYPES[worth.kind],
    discount: worth.kind === "discount" ? discountShape(worth.discount) : null,
    gift:
      worth.kind === "gift_card"
        ? { amount: worth.amount, subtracted_amount: worth.amount - worth.balance, balance: worth.balance, effect: "APPLY_TO_ORDER" }
        : null,
    loyalty_card: null,
    start_date: at(voucher.startsAt),
    expiration_date: at(voucher.expiresAt),
    validity_timeframe: null,
    validity_day_of_week: null,
    active: voucher.active,
    additional_info: null,
    metadata: voucher.metadata,
    assets: null,
    is_referral_code: false,
    holder_id: voucher.holderId === null ? null : idOf("cust", voucher.holderId),
    created_at: formatInstant(voucher.createdAt),
    updated_at: null,
    redemption: {
      quantity: voucher.uses,
      redeemed_quantity: voucher.used,
      redeemed_amount: voucher.usedAmount,
      object: "list",
      url: `/v1/vouchers/${encodeURIComponent(voucher.code)}/redemptions`,
    },
    publish: { object: "list", count: voucher.publishedAt === null ? 0 : 1, url: `/v1/vouchers/${encodeURIComponent(voucher.code)}/publications` },
    object: "voucher",
  };
}

function discountShape(discount: Discount): JsonObject {
  if (discount.kind === "fixed") return { type: "FIXED", fixed_amount: discount.price, effect: "APPLY_TO_ORDER" };
  const effect = discount.on === "items" ? "APPLY_TO_ITEMS" : "APPLY_TO_ORDER";
  if (discount.kind === "amount") return { type: "AMOUNT", amount_off: discount.off, effect };
  return { type: "PERCENT", percent_off: discount.off, ...(discount.most === null ? {} : { amount_limit: discount.most }), effect };
}

/** @param made how many of its vouchers there are */
export function campaignShape(promotion: PromotionRow, made: number) {
  const isDone = made >= promotion.wanted;
  return {
    id: idOf("camp", promotion.id),
    name: promotion.name,
    description: promotion.description,
    campaign_type: CAMPAIGN_TYPES[promotion.kind],
    type: promotion.refills ? "AUTO_UPDATE" : "STATIC",
    join_once: promotion.joinOnce,
    auto_join: false,
    use_voucher_metadata_schema: false,
    vouchers_count: made,
    voucher: worthShape(promotion.worth, promotion),
    start_date: at(promotion.startsAt),
    expiration_date: at(promotion.expiresAt),
    metadata: promotion.metadata,
    active: promotion.active,
    protected: false,
    creation_status: isDone ? "DONE" : "IN_PROGRESS",
    vouchers_generation_status: isDone ? "DONE" : "IN_PROGRESS",
    created_at: formatInstant(promotion.createdAt),
    updated_at: formatInstant(promotion.updatedAt),
    object: "campaign",
  };
}

function worthShape(worth: Worth, { uses, codeConfig }: PromotionRow): JsonObject {
  return {
    type: VOUCHER_TYPES[worth.kind],
    ...(worth.kind === "gift_card" ? { gift: { amount: worth.amount, effect: "APPLY_TO_ORDER" } } : { discount: discountShape(worth.discount) }),
    redemption: { quantity: uses },
    code_config: { ...codeConfig },
  };
}

export function publicationShape(publication: PublicationRow, voucher: Voucher, promotion: string | null, customer: JsonObject | null) {
  return {
    id: idOf("pub", publication.id),
    object: "publication",
    result: "SUCCESS",
    created_at: formatInstant(publication.at),
    customer_id: publication.profileId === null ? null : idOf("cust", publication.profileId),
    tracking_id: null,
    source_id: publication.sourceId,
    channel: publication.channel ?? "API",
    metadata: publication.metadata,
    customer,
    voucher: voucherShape(voucher, promotion),
    vouchers_id: [idOf("v", voucher.id)],
  };
}

export function redemptionShape(row: RedemptionRow, voucher: Voucher | null, promotion: string | null, customer: JsonObject | null) {
  const isBack = row.kind === "rollback" || row.kind === "stack_rollback";
  const failed = row.result === "failure";
  return {
    id: idOf(isBack ? "rr" : failed ? "rf" : "r", row.id),
    object: isBack ? "redemption_rollback" : "redemption",
    date: formatInstant(row.at),
    customer_id: row.profileId === null ? null : idOf("cust", row.profileId),
    tracking_id: null,
    metadata: row.metadata,
    amount: isBack ? -row.amount : row.amount,
    ...(row.parentId === null ? {} : { redemption_parent: idOf(isBack ? "rr" : "r", row.parentId) }),
    ...(row.rollbackOf === null ? {} : { redemption: idOf("r", row.rollbackOf) }),
    reason: row.reason,
    result: failed ? "FAILURE" : "SUCCESS",
    status: failed ? "FAILED" : isBack ? "ROLLED_BACK" : "SUCCEEDED",
    ...(row.failure === null ? {} : { failure_code: row.failure.key, failure_message: row.failure.details }),
    order: row.order,
    channel: { channel_type: "API" },
    customer,
    related_object_type: "voucher",
    related_object_id: voucher === null ? null : idOf("v", voucher.id),
    voucher: voucher === null ? null : voucherShape(voucher, promotion),
    ...(voucher?.worth.kind === "gift_card" ? { gift: { amount: row.amount } } : {}),
  };
}

export function orderShape(order: PricedOrder, sent: JsonObject | null) {
  return {
    ...sent,
    amount: order.amount,
    initial_amount: order.amount,
    discount_amount: order.orderDiscount,
    items_discount_amount: order.itemsDiscount,
    total_discount_amount: order.orderDiscount + order.itemsDiscount,
    applied_discount_amount: order.orderDiscount,
    items_applied_discount_amount: order.itemsDiscount,
    total_applied_discount_amount: order.orderDiscount + order.itemsDiscount,
    total_amount: order.total,
    object: "order",
  };
}

export function ruleShape(rule: ValidationRuleRow, assignments: number) {
  return {
    id: idOf("val", rule.id),
    name: rule.name,
    rules: rule.rules,
    applicable_to: rule.applicableTo ?? { excluded: [], included: [], included_all: true },
    error: rule.message === null ? undefined : { message: rule.message },
    type: "advanced",
    context_type: "global",
    assignments_count: assignments,
    created_at: formatInstant(rule.createdAt),
    updated_at: formatInstant(rule.updatedAt),
    object: "validation_rules",
  };
}

export function assignmentShape({ id, ruleId, promotionId, voucherId, createdAt }: AssignmentRow) {
  return {
    id: idOf("asgm", id),
    rule_id: idOf("val", ruleId),
    related_object_id: promotionId === null ? idOf("v", String(voucherId)) : idOf("camp", promotionId),
    related_object_type: promotionId === null ? "voucher" : "campaign",
    created_at: formatInstant(createdAt),
    object: "validation_rules_assignment",
  };
}

const TRANSACTION_TYPES: { readonly [kind in EntryRow["kind"]]: string } = {
  issued: "CREDITS_ADDITION",
  added: "CREDITS_ADDITION",
  redeemed: "CREDITS_REDEMPTION",
  rolled_back: "CREDITS_REFUND",
};

export function transactionShape(entry: EntryRow, voucher: Voucher) {
  const change = entry.to === "card" ? entry.amount : -entry.amount;
  return {
    id: idOf("vtx", entry.id),
    source_id: null,
    voucher_id: idOf("v", entry.voucherId),
    campaign_id: voucher.promotionId === null ? null : idOf("camp", voucher.promotionId),
    source: entry.by,
    reason: null,
    type: TRANSACTION_TYPES[entry.kind],
    details: {
      balance: {
        type: "gift_voucher",
        total: entry.balance,
        object: "balance",
        balance: entry.balance,
        amount: change,
        related_object: { id: idOf("v", entry.voucherId), type: "voucher" },
      },
    },
    related_transaction_id: null,
    created_at: formatInstant(entry.at),
  };
}

export function list<Item>(dataRef: string, items: readonly Item[], total: number) {
  return { object: "list", data_ref: dataRef, [dataRef]: items, total };
}
