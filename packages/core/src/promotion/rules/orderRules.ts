import type { OrderItem } from "../order.ts";
import { fitsAll } from "./compare.ts";
import type { RuleKind } from "./rule.ts";

/** What the order costs before any voucher, in minor units. */
export const orderAmountRule: RuleKind = {
  names: ["order.amount", "order_amount", "order.initial_amount", "order_initial_amount"],
  group: "order",
  holds: (line, { initial }) => fitsAll(initial.amount, line.conditions),
};

/** What is left to pay when this voucher's turn comes. */
export const orderTotalRule: RuleKind = {
  names: ["order.total_amount", "order_total_amount"],
  group: "order",
  holds: (line, { order }) => fitsAll(order.total, line.conditions),
};

/** How many pieces are in the order. */
export const orderItemsCountRule: RuleKind = {
  names: ["order.items.count", "order_items_count"],
  group: "order",
  holds: (line, { order }) =>
    fitsAll(
      order.items.reduce((all, { quantity }) => all + quantity, 0),
      line.conditions,
    ),
};

/** Whether one of the products is in the order: `$is` one of them, `$is_not` none of them. */
export const productRule: RuleKind = {
  names: ["product.id", "product_id"],
  group: "order",
  holds: (line, { order }) => fitsAll(idsIn(order.items, "productId"), line.conditions),
};

export const skuRule: RuleKind = {
  names: ["sku.id", "sku_id"],
  group: "order",
  holds: (line, { order }) => fitsAll(idsIn(order.items, "skuId"), line.conditions),
};

function idsIn(items: readonly OrderItem[], id: "productId" | "skuId"): string[] {
  return items.flatMap((item) => item[id] ?? []);
}
