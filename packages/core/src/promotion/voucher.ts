import type { JsonObject } from "../json.ts";
import type { Instant } from "../time/instant.ts";

/** What a voucher is worth. */
export type Worth =
  | { readonly kind: "gift_card" /** Minor units that it began with, and was topped up by. */; readonly amount: number; readonly balance: number }
  | { readonly kind: "discount"; readonly discount: Discount };

export type Discount =
  /** So much off the order, or off each line that the rules name. */
  | { readonly kind: "amount"; readonly off: number; readonly on: "order" | "items" }
  /** So many per cent (two decimals at most), up to so much. */
  | { readonly kind: "percent"; readonly off: number; readonly most: number | null; readonly on: "order" | "items" }
  /** The order costs this. */
  | { readonly kind: "fixed"; readonly price: number };

/** What somebody can use at the checkout by its code. */
export interface Voucher {
  readonly id: string;
  readonly workspaceId: number;
  readonly promotionId: string | null;
  readonly code: string;
  readonly worth: Worth;
  readonly active: boolean;
  readonly startsAt: Instant | null;
  readonly expiresAt: Instant | null;
  /** How often it can be used; null: as often as there is something left. */
  readonly uses: number | null;
  readonly used: number;
  /** Minor units that orders cost less by it. */
  readonly usedAmount: number;
  /** The profile it was given to. */
  readonly holderId: string | null;
  readonly publishedAt: Instant | null;
  readonly metadata: JsonObject;
  readonly createdAt: Instant;
}

/** What a set of vouchers is worth, how their codes look and by which rules they are given and used. Voucherify calls it a campaign. */
export interface Promotion {
  readonly id: string;
  readonly workspaceId: number;
  readonly name: string;
  readonly kind: Worth["kind"];
  readonly active: boolean;
  readonly startsAt: Instant | null;
  readonly expiresAt: Instant | null;
  /** Whether one person gets one voucher of it, and that one again however often it is asked for. */
  readonly joinOnce: boolean;
  /** Whether more codes are made when all are given out. */
  readonly refills: boolean;
}

/** What others hold back of a voucher while they are at the checkout. */
export interface Reserved {
  readonly uses: number;
  readonly credits: number;
}

export const NOTHING_RESERVED: Reserved = { uses: 0, credits: 0 };

/** How a voucher stands at a moment. */
export type VoucherState = "usable" | "disabled" | "not_yet" | "expired" | "used_up";

export function stateOf(voucher: Voucher, promotion: Promotion | null, reserved: Reserved, now: Instant): VoucherState {
  if (!voucher.active || promotion?.active === false) return "disabled";
  const startsAt = Math.max(voucher.startsAt ?? Number.NEGATIVE_INFINITY, promotion?.startsAt ?? Number.NEGATIVE_INFINITY);
  if (now < startsAt) return "not_yet";
  const expiresAt = Math.min(voucher.expiresAt ?? Number.POSITIVE_INFINITY, promotion?.expiresAt ?? Number.POSITIVE_INFINITY);
  if (now >= expiresAt) return "expired";
  if (voucher.uses !== null && voucher.used + reserved.uses >= voucher.uses) return "used_up";
  if (voucher.worth.kind === "gift_card" && voucher.worth.balance - reserved.credits <= 0) return "used_up";
  return "usable";
}
