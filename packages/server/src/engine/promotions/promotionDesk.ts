import { added, CODE_MAX, type CodeConfig, type Instant, type JsonObject, judgeCodes, type Voucher, type Worth } from "@beckon/core";
import type { Clock } from "../../clock.ts";
import { newId } from "../../ids.ts";
import type { Db } from "../../store/db.ts";
import {
  deletePromotion,
  findPromotion,
  insertPromotion,
  type PromotionChange,
  type PromotionRow,
  updatePromotion,
  wantMore,
  wasUsed,
} from "../../store/promotions/promotions.ts";
import { deleteVoucher, findVoucher, lockVouchers, updateVoucher, type VoucherChange, writeMoved } from "../../store/promotions/vouchers.ts";
import type { JobDesk } from "../jobs/jobDesk.ts";
import { Refusal } from "../refusal.ts";
import { drawCode, issueVouchers, makeVouchers, newVoucher } from "./codeMaker.ts";

export interface PromotionDeskDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly jobs: JobDesk;
}

/** What a new promotion is to be. */
export type NewPromotion = Pick<
  PromotionRow,
  "name" | "worth" | "codeConfig" | "uses" | "active" | "startsAt" | "expiresAt" | "joinOnce" | "refills" | "wanted" | "description" | "metadata"
>;

/** So many codes are there before the answer; more come in the background. */
const AT_ONCE = 1_000;
/** Most that one promotion holds. */
const VOUCHERS_MAX = 20_000_000;

/** Makes promotions and their vouchers, changes and removes them. */
export class PromotionDesk {
  readonly #deps: PromotionDeskDeps;

  constructor(deps: PromotionDeskDeps) {
    this.#deps = deps;
  }

  /** @throws Refusal `promotion_invalid`, `promotion_name_taken` */
  async create(workspaceId: number, wish: NewPromotion, by: string): Promise<PromotionRow> {
    refuseWorth(wish.worth);
    refuseCodes(wish.codeConfig, Math.max(1, wish.wanted));
    refuseLife(wish.startsAt, wish.expiresAt);
    const at = this.#deps.clock.now();
    const promotion: PromotionRow = { ...wish, id: newId(at), workspaceId, kind: wish.worth.kind, createdAt: at, updatedAt: at };
    await this.#deps.db.transaction(async (tx) => {
      if (!(await insertPromotion(tx, promotion))) throw new Refusal("promotion_name_taken", { name: wish.name });
      await makeVouchers(tx, promotion, Math.min(wish.wanted, AT_ONCE), { at, by });
      // What collided, and what is more than a request should wait for.
      await this.#goOnMaking(promotion, by, tx);
    });
    this.#deps.jobs.wake();
    return promotion;
  }

  /** @returns the first of them, so many as are there at once */
  async addVouchers(promotion: PromotionRow, count: number, by: string): Promise<readonly Voucher[]> {
    const at = this.#deps.clock.now();
    refuseCodes(promotion.codeConfig, promotion.wanted + count);
    const made = await this.#deps.db.transaction(async (tx) => {
      await wantMore(tx, promotion.id, count);
      const vouchers = await makeVouchers(tx, promotion, Math.min(count, AT_ONCE), { at, by });
      if (vouchers.length < count) await this.#goOnMaking(promotion, by, tx);
      return vouchers;
    });
    this.#deps.jobs.wake();
    return made;
  }

  async #goOnMaking(promotion: PromotionRow, by: string, tx: Parameters<JobDesk["add"]>[0]): Promise<void> {
    if (promotion.wanted === 0 && promotion.refills) return;
    const { workspaceId, id, name } = promotion;
    await this.#deps.jobs.add(tx, { workspaceId, kind: "make_vouchers", title: `Make the codes of ${name}`, input: { promotionId: id, by }, startedBy: by });
  }

  async update(promotion: PromotionRow, change: PromotionChange): Promise<PromotionRow> {
    refuseLife(change.startsAt ?? promotion.startsAt, change.expiresAt ?? promotion.expiresAt);
    await updatePromotion(this.#deps.db, promotion.id, change, this.#deps.clock.now());
    return (await findPromotion(this.#deps.db, promotion.workspaceId, promotion.id)) ?? promotion;
  }

  /** @param force also where vouchers were given out or used: their history goes with them. @throws Refusal `promotion_in_use` */
  async remove(promotion: PromotionRow, force: boolean): Promise<void> {
    if (!force && (await wasUsed(this.#deps.db, promotion.id))) throw new Refusal("promotion_in_use", { name: promotion.name });
    await deletePromotion(this.#deps.db, promotion.id);
  }

  /** One voucher, of a promotion or of none; with the code that is given, or one that is drawn. @throws Refusal `voucher_code_taken`, `voucher_invalid` */
  async createVoucher(
    workspaceId: number,
    wish: { readonly code: string | null; readonly codeConfig: CodeConfig; readonly promotion: PromotionRow | null; readonly worth: Worth } & Pick<
      Voucher,
      "active" | "startsAt" | "expiresAt" | "uses" | "metadata"
    >,
    by: string,
  ): Promise<Voucher> {
    const { promotion, code, worth, active, startsAt, expiresAt, uses, metadata } = wish;
    refuseWorth(worth);
    refuseLife(startsAt, expiresAt);
    if (code !== null && (code.trim() === "" || code.length > CODE_MAX))
      throw new Refusal("voucher_invalid", { problem: `A code has 1 to ${CODE_MAX} characters, and not only spaces.` }, "body.code");
    if (code === null) refuseCodes(wish.codeConfig, 1);
    const at = this.#deps.clock.now();
    const base = promotion ?? ({ ...NO_PROMOTION, workspaceId, codeConfig: wish.codeConfig } as const);
    for (let attempt = 0; attempt < DRAWS; attempt += 1) {
      const blank = newVoucher({ ...base, worth }, code ?? drawCode(base.codeConfig), at);
      const voucher: Voucher = { ...blank, active, startsAt, expiresAt, uses, metadata };
      const [made] = await this.#deps.db.transaction((tx) => issueVouchers(tx, [voucher], { at, by }));
      if (made) return made;
      if (code !== null) throw new Refusal("voucher_code_taken", { code });
    }
    throw new Refusal("voucher_invalid", { problem: "No code was found that is not taken; draw more characters." });
  }

  async updateVoucher(voucher: Voucher, change: VoucherChange): Promise<Voucher> {
    refuseLife(change.startsAt ?? voucher.startsAt, change.expiresAt ?? voucher.expiresAt);
    await updateVoucher(this.#deps.db, voucher.id, change, this.#deps.clock.now());
    return (await findVoucher(this.#deps.db, voucher.workspaceId, voucher.code)) ?? voucher;
  }

  /** @throws Refusal `voucher_in_use` */
  async removeVoucher(voucher: Voucher, force: boolean): Promise<void> {
    if (!force && (voucher.used > 0 || voucher.publishedAt !== null)) throw new Refusal("voucher_in_use", { code: voucher.code });
    await deleteVoucher(this.#deps.db, voucher.id);
  }

  /** Tops a card up. @param amount minor units, more than nothing. @throws Refusal `not_found`, `voucher_invalid` */
  async addBalance(workspaceId: number, code: string, amount: number, by: string): Promise<Voucher> {
    const at = this.#deps.clock.now();
    return this.#deps.db.transaction(async (tx) => {
      const [voucher] = await lockVouchers(tx, workspaceId, [code]);
      if (!voucher) throw new Refusal("not_found", { what: "voucher", id: code });
      if (voucher.worth.kind !== "gift_card") throw new Refusal("voucher_invalid", { problem: "Only a gift card has a balance." });
      if (!Number.isSafeInteger(amount) || amount <= 0 || voucher.worth.amount + amount > MONEY_MAX)
        throw new Refusal(
          "voucher_invalid",
          { problem: `amount must be a whole number of minor units from 1 up, and the card holds ${MONEY_MAX} at most.` },
          "body.amount",
        );
      const moved = added(voucher, amount);
      await writeMoved(tx, [moved.voucher], moved.entry ? [{ ...moved.entry, id: newId(at), redemptionId: null }] : [], { workspaceId, at, by });
      return moved.voucher;
    });
  }
}

const DRAWS = 20;
const MONEY_MAX = 1_000_000_000_000;

const NO_PROMOTION = {
  id: null,
  name: "",
  kind: "discount",
  uses: null,
  active: true,
  startsAt: null,
  expiresAt: null,
  joinOnce: false,
  refills: false,
  wanted: 0,
  description: "",
  metadata: {} as JsonObject,
  createdAt: 0,
  updatedAt: 0,
  worth: { kind: "discount", discount: { kind: "fixed", price: 0 } },
} as const;

function refuseWorth(worth: Worth): void {
  const problem = worthProblem(worth);
  if (problem !== null) throw new Refusal("promotion_invalid", { problem });
}

function worthProblem(worth: Worth): string | null {
  if (worth.kind === "gift_card")
    return isMoney(worth.amount) ? null : `A gift card holds a whole number of minor units, from 1 to ${MONEY_MAX}; this is ${worth.amount}.`;
  const { discount } = worth;
  if (discount.kind === "fixed") return discount.price === 0 || isMoney(discount.price) ? null : "The fixed price must be a whole number of minor units.";
  if (discount.kind === "amount")
    return isMoney(discount.off) ? null : `An amount off must be a whole number of minor units from 1 up; this is ${discount.off}.`;
  if (!(discount.off > 0 && discount.off <= 100)) return `A percentage is above 0 and at most 100; this is ${discount.off}.`;
  return discount.most === null || isMoney(discount.most) ? null : "The most that a percentage may take off must be a whole number of minor units.";
}

function isMoney(amount: number): boolean {
  return Number.isSafeInteger(amount) && amount > 0 && amount <= MONEY_MAX;
}

function refuseCodes(config: CodeConfig, wanted: number): void {
  if (wanted > VOUCHERS_MAX) throw new Refusal("promotion_invalid", { problem: `One promotion holds ${VOUCHERS_MAX} vouchers at most.` });
  const { problem } = judgeCodes(config, wanted);
  if (problem !== null) throw new Refusal("promotion_invalid", { problem });
}

function refuseLife(startsAt: Instant | null, expiresAt: Instant | null): void {
  if (startsAt !== null && expiresAt !== null && startsAt >= expiresAt) throw new Refusal("promotion_invalid", { problem: "It would end before it begins." });
}
