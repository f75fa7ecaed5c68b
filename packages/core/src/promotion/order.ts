import type { JsonObject } from "../json.ts";

/** What somebody wants to buy. Amounts are minor units. */
export interface Order {
  readonly amount: number;
  readonly items: readonly OrderItem[];
  readonly metadata: JsonObject;
}

export interface OrderItem {
  readonly productId: string | null;
  readonly skuId: string | null;
  readonly quantity: number;
  /** Of one. */
  readonly price: number;
  /** Of all of them, before any discount. */
  readonly amount: number;
  /** What vouchers took off this line. */
  readonly discount: number;
  readonly metadata: JsonObject;
}

/** An order with what vouchers have taken off it so far; the total is never negative. */
export interface PricedOrder extends Order {
  /** Taken off the order as a whole. */
  readonly orderDiscount: number;
  /** Taken off single lines. */
  readonly itemsDiscount: number;
  readonly total: number;
}

/** @param amount what the caller says; the lines' own sum counts where there are any */
export function orderOf(amount: number | null, items: readonly OrderItem[], metadata: JsonObject): PricedOrder {
  const sum = items.reduce((all, item) => all + item.amount, 0);
  const whole = items.length > 0 && items.some((item) => item.amount > 0) ? sum : (amount ?? 0);
  return { amount: whole, items, metadata, orderDiscount: 0, itemsDiscount: 0, total: whole };
}

/** Takes something off the whole order, as far as there is anything left of it. */
export function takeOff(order: PricedOrder, amount: number): PricedOrder {
  const taken = Math.min(Math.max(0, amount), order.total);
  return { ...order, orderDiscount: order.orderDiscount + taken, total: order.total - taken };
}

/** Takes something off each line for which `ofLine` gives an amount, as far as there is anything left of the line and of the order. */
export function takeOffLines(order: PricedOrder, ofLine: (item: OrderItem) => number): PricedOrder {
  let left = order.total;
  let all = 0;
  const items = order.items.map((item) => {
    const taken = Math.min(Math.max(0, ofLine(item)), item.amount - item.discount, left);
    left -= taken;
    all += taken;
    return taken === 0 ? item : { ...item, discount: item.discount + taken };
  });
  return { ...order, items, itemsDiscount: order.itemsDiscount + all, total: left };
}
