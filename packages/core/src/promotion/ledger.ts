import type { Voucher } from "./voucher.ts";

/**
 * One movement of money in double entry: it leaves one account and enters another, so that all accounts together are always nothing.
 * `issuer` is who promises the money, `orders` what it was spent on; a card's account holds its balance.
 */
export interface LedgerEntry {
  readonly voucherId: string;
  readonly kind: "issued" | "added" | "redeemed" | "rolled_back";
  readonly from: Account;
  readonly to: Account;
  /** Minor units, more than nothing. */
  readonly amount: number;
  /** Of the card, afterwards. */
  readonly balance: number;
}

export type Account = "issuer" | "card" | "orders";

/** A voucher after something happened to it, with the movement that it made; null where no money moved. */
export interface Moved {
  readonly voucher: Voucher;
  readonly entry: LedgerEntry | null;
}

/** @param taken minor units that the order costs less; of a gift card, what it pays */
export function redeemed(voucher: Voucher, taken: number): Moved {
  return move({ ...voucher, used: voucher.used + 1, usedAmount: voucher.usedAmount + taken }, "redeemed", taken, -taken);
}

/** Exactly what a redemption took goes back. */
export function rolledBack(voucher: Voucher, taken: number): Moved {
  return move({ ...voucher, used: voucher.used - 1, usedAmount: voucher.usedAmount - taken }, "rolled_back", taken, taken);
}

/** What a new card begins with. */
export function issued(voucher: Voucher): Moved {
  const { worth } = voucher;
  if (worth.kind !== "gift_card") return { voucher, entry: null };
  return move({ ...voucher, worth: { ...worth, balance: 0 } }, "issued", worth.amount, worth.amount);
}

/** Tops a card up. @param amount more than nothing */
export function added(voucher: Voucher, amount: number): Moved {
  const { worth } = voucher;
  if (worth.kind !== "gift_card") return { voucher, entry: null };
  return move({ ...voucher, worth: { ...worth, amount: worth.amount + amount } }, "added", amount, amount);
}

const ACCOUNTS: { readonly [kind in LedgerEntry["kind"]]: readonly [Account, Account] } = {
  issued: ["issuer", "card"],
  added: ["issuer", "card"],
  redeemed: ["card", "orders"],
  rolled_back: ["orders", "card"],
};

function move(voucher: Voucher, kind: LedgerEntry["kind"], amount: number, change: number): Moved {
  const { worth } = voucher;
  if (worth.kind !== "gift_card" || amount === 0) return { voucher, entry: null };
  const balance = worth.balance + change;
  const [from, to] = ACCOUNTS[kind];
  return { voucher: { ...voucher, worth: { ...worth, balance } }, entry: { voucherId: voucher.id, kind, from, to, amount, balance } };
}
