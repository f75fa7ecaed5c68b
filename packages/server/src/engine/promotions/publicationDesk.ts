import { brokenRule, INTERNAL, type Instant, type JsonObject, NOTHING_RESERVED, orderOf, ruleGroupsOf, stateOf, type Voucher } from "@beckon/core";
import type { Clock } from "../../clock.ts";
import { newId } from "../../ids.ts";
import type { Db, Query } from "../../store/db.ts";
import { idsOfPerson } from "../../store/profileSearch.ts";
import { type PromotionRow, wantMore } from "../../store/promotions/promotions.ts";
import { insertPublication, type PublicationRow, publicationOfPerson, publicationOfSource } from "../../store/promotions/publications.ts";
import { giveTo, lockVouchers, takeFree, vouchersById } from "../../store/promotions/vouchers.ts";
import { Refusal } from "../refusal.ts";
import { readFacts } from "./checkoutFacts.ts";
import { makeVouchers } from "./codeMaker.ts";
import { tellPeople, voucherProperties } from "./voucherEvents.ts";

export interface PublicationWish {
  readonly workspaceId: number;
  readonly profileId: string;
  readonly attributes: JsonObject;
  /** By which the caller knows this giving: the same again gives the same. */
  readonly sourceId: string | null;
  readonly channel: string | null;
  readonly metadata: JsonObject;
  /** One voucher of the promotion for each person, whatever the promotion itself says. */
  readonly joinOnce: boolean;
  readonly by: string;
}

export interface Published {
  readonly publication: PublicationRow;
  readonly voucher: Voucher;
  /** It had been given before. */
  readonly repeated: boolean;
}

export interface PublicationDeskDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly wake: (buckets: ReadonlySet<number>) => void;
}

/** Gives vouchers to people: no code twice, and where each gets one, the same one however often it is asked for. */
export class PublicationDesk {
  readonly #deps: PublicationDeskDeps;

  constructor(deps: PublicationDeskDeps) {
    this.#deps = deps;
  }

  /**
   * Gives somebody a voucher of the promotion.
   * @throws Refusal `publication_source_taken`, `voucher_none_left`, `voucher_not_for_customer`
   */
  publish(promotion: PromotionRow, wish: PublicationWish): Promise<Published> {
    return this.#once(promotion, wish, async (tx, at) => {
      const free = await takeFree(tx, promotion.id);
      if (free) return free;
      if (!promotion.refills) throw new Refusal("voucher_none_left", { promotion: promotion.name });
      for (let attempt = 0; attempt < REFILL_ATTEMPTS; attempt += 1) {
        const [made] = await makeVouchers(tx, promotion, 1, { at, by: wish.by });
        if (!made) continue;
        await wantMore(tx, promotion.id, 1);
        return made;
      }
      throw new Refusal("voucher_none_left", { promotion: promotion.name });
    });
  }

  /** Gives somebody this one. @throws Refusal `publication_source_taken`, `voucher_given`, `voucher_not_for_customer`, `not_found` */
  publishVoucher(code: string, promotion: PromotionRow | null, wish: PublicationWish): Promise<Published> {
    return this.#once(promotion, wish, async (tx) => {
      const [voucher] = await lockVouchers(tx, wish.workspaceId, [code]);
      if (!voucher) throw new Refusal("not_found", { what: "voucher", id: code });
      if (voucher.holderId !== null && voucher.holderId !== wish.profileId) throw new Refusal("voucher_given", { code });
      return voucher;
    });
  }

  async #once(promotion: PromotionRow | null, wish: PublicationWish, choose: (tx: Query, at: Instant) => Promise<Voucher>): Promise<Published> {
    const { db, clock } = this.#deps;
    for (let attempt = 1; ; attempt += 1) {
      const before = await this.#before(promotion, wish);
      if (before) return before;
      try {
        const at = clock.now();
        const { published, buckets } = await db.transaction(async (tx) => this.#give(tx, promotion, wish, await choose(tx, at), at));
        this.#deps.wake(buckets);
        return published;
      } catch (error) {
        // The same was asked for twice at once: the other one's answer is ours.
        if (!(error instanceof GivenMeanwhile) || attempt > 3) throw error;
      }
    }
  }

  async #give(tx: Query, promotion: PromotionRow | null, wish: PublicationWish, voucher: Voucher, at: Instant) {
    const { workspaceId, profileId } = wish;
    await refuseStranger(tx, wish, voucher, at);
    const publication: PublicationRow = {
      id: newId(at),
      workspaceId,
      promotionId: promotion?.id ?? null,
      voucherId: voucher.id,
      profileId,
      sourceId: wish.sourceId,
      channel: wish.channel,
      metadata: wish.metadata,
      at,
    };
    const onceFor = promotion !== null && isOnce(promotion, wish) ? profileId : null;
    if (!(await insertPublication(tx, { ...publication, onceFor }))) throw new GivenMeanwhile();
    await giveTo(tx, voucher.id, profileId, at);
    const given: Voucher = { ...voucher, holderId: profileId, publishedAt: at };
    const properties = { ...voucherProperties(given, promotion?.name ?? null), publication_id: publication.id, channel: wish.channel, metadata: wish.metadata };
    const buckets = await tellPeople(tx, workspaceId, [{ profileId, name: INTERNAL.voucherPublished, properties }], at);
    return { published: { publication, voucher: given, repeated: false }, buckets };
  }

  async #before(promotion: PromotionRow | null, wish: PublicationWish): Promise<Published | null> {
    const { db } = this.#deps;
    if (wish.sourceId !== null) {
      const same = await publicationOfSource(db, wish.workspaceId, wish.sourceId);
      if (same && (same.profileId !== wish.profileId || (promotion !== null && same.promotionId !== promotion.id)))
        throw new Refusal("publication_source_taken", { id: wish.sourceId });
      if (same) return this.#again(same);
    }
    if (promotion === null || !isOnce(promotion, wish)) return null;
    const had = await publicationOfPerson(db, promotion.id, await idsOfPerson(db, wish.workspaceId, wish.profileId));
    return had && this.#again(had);
  }

  async #again(publication: PublicationRow): Promise<Published | null> {
    const voucher = (await vouchersById(this.#deps.db, [publication.voucherId])).get(publication.voucherId);
    return voucher ? { publication, voucher, repeated: true } : null;
  }
}

/** The same was given to the same person while we looked. */
class GivenMeanwhile extends Error {}

/** Codes that collide are drawn again; with the room that is asked for, three in a row do so once in a lifetime. */
const REFILL_ATTEMPTS = 20;

function isOnce(promotion: PromotionRow, wish: PublicationWish): boolean {
  return promotion.joinOnce || wish.joinOnce;
}

/** Rules about who somebody is hold when a voucher is given, too; what they ask of an order can only be asked at the checkout. */
async function refuseStranger(tx: Query, wish: PublicationWish, voucher: Voucher, now: Instant): Promise<void> {
  const { workspaceId, profileId, attributes } = wish;
  const given = { ...voucher, holderId: profileId };
  const facts = await readFacts(tx, {
    workspaceId,
    wanted: [{ code: voucher.code, credits: null }],
    vouchers: [given],
    profileId,
    attributes,
    sessionKey: null,
    now,
  });
  const [redeemable] = facts.redeemables;
  if (!redeemable) return;
  const state = stateOf(given, redeemable.promotion, NOTHING_RESERVED, now);
  if (state === "disabled" || state === "expired") throw new Refusal("voucher_none_left", { promotion: redeemable.promotion?.name ?? voucher.code });
  const order = orderOf(0, [], {});
  const rules = redeemable.rules.filter((rule) => ruleGroupsOf(rule).every((group) => group === "customer"));
  const broken = brokenRule(rules, { voucher: given, customer: facts.customer, initial: order, order, metadata: {}, credits: 0, countOf: () => 0 });
  if (broken)
    throw new Refusal("voucher_not_for_customer", {
      rule: broken.rule.name,
      problem: broken.rule.message ?? `The rule "${broken.rule.name}" does not let this person join.`,
    });
}
