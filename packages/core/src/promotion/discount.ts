import { type OrderItem, type PricedOrder, takeOff, takeOffLines } from "./order.ts";
import type { Discount } from "./voucher.ts";

/**
 * The order with the discount taken off. Halves are rounded away from nothing, as shops do, and a line or an order never costs less
 * than nothing.
 * @param applies which lines a discount on items is for
 */
export function applyDiscount(order: PricedOrder, discount: Discount, applies: (item: OrderItem) => boolean): PricedOrder {
  if (discount.kind === "fixed") return takeOff(order, order.total - discount.price);
  if (discount.on === "items" && order.items.length > 0)
    return discount.kind === "amount"
      ? takeOffLines(order, (item) => (applies(item) ? discount.off * item.quantity : 0))
      : takeOffItemsPercent(order, discount.off, discount.most, applies);
  return takeOff(order, discount.kind === "amount" ? discount.off : atMost(percentOf(order.total, discount.off), discount.most));
}

/** The limit is for all lines together, and the first lines have it first. */
function takeOffItemsPercent(order: PricedOrder, percent: number, most: number | null, applies: (item: OrderItem) => boolean): PricedOrder {
  let left = most ?? Number.POSITIVE_INFINITY;
  return takeOffLines(order, (item) => {
    const taken = applies(item) ? Math.min(percentOf(item.amount - item.discount, percent), left) : 0;
    left -= taken;
    return taken;
  });
}

function percentOf(amount: number, percent: number): number {
  return Math.round((amount * Math.round(percent * 100)) / 10_000);
}

function atMost(amount: number, most: number | null): number {
  return most === null ? amount : Math.min(amount, most);
}
