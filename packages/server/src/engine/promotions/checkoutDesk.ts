import {
  type CheckedOut,
  checkOut,
  INTERNAL,
  type Instant,
  type JsonObject,
  type LedgerEntry,
  type PricedOrder,
  redeemed,
  rolledBack,
  type Voucher,
  type VoucherRefusal,
} from "@beckon/core";
import type { Clock } from "../../clock.ts";
import { newId } from "../../ids.ts";
import type { Db, Query } from "../../store/db.ts";
import { addToCounts } from "../../store/promotions/redemptionCounts.ts";
import {
  findRedemption,
  insertRedemptions,
  type RedemptionRow,
  redemptionOfKey,
  redemptionsOfStack,
  wasTakenBack,
} from "../../store/promotions/redemptions.ts";
import { release, reserve } from "../../store/promotions/reservations.ts";
import { findVoucher, lockVouchers, vouchersById, writeMoved } from "../../store/promotions/vouchers.ts";
import { Refusal } from "../refusal.ts";
import { type CheckoutFacts, readFacts, type Wanted } from "./checkoutFacts.ts";
import { tellPeople, type VoucherHappening, voucherProperties } from "./voucherEvents.ts";

/** Somebody at a checkout. */
export interface CheckoutRequest {
  readonly workspaceId: number;
  readonly wanted: readonly Wanted[];
  readonly profileId: string | null;
  readonly attributes: JsonObject;
  readonly order: PricedOrder;
  /** As the caller sent it: kept with the redemption. */
  readonly orderSent: JsonObject | null;
  readonly metadata: JsonObject;
  readonly sessionKey: string | null;
  readonly by: string;
}

export interface Validated {
  /** Null where a code is unknown. */
  readonly checked: CheckedOut | null;
  readonly facts: CheckoutFacts | null;
  /** The first code that there is not. */
  readonly unknown: string | null;
}

/** What became of a wish to use vouchers. */
export type RedeemAnswer =
  | {
      readonly ok: true;
      /** In the order of what was wanted. */
      readonly redemptions: readonly RedemptionRow[];
      /** Of several. */
      readonly stack: RedemptionRow | null;
      readonly vouchers: ReadonlyMap<string, Voucher>;
      readonly order: PricedOrder | null;
      /** It had been done before under this key. */
      readonly repeated: boolean;
    }
  | { readonly ok: false; readonly unknown: string }
  | { readonly ok: false; readonly unknown: null; readonly voucher: Voucher; readonly refusal: VoucherRefusal; readonly redemptionId: string };

export interface RollbackAnswer {
  readonly rollbacks: readonly RedemptionRow[];
  readonly parent: RedemptionRow | null;
  readonly vouchers: ReadonlyMap<string, Voucher>;
}

export interface CheckoutDeskDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly wake: (buckets: ReadonlySet<number>) => void;
}

/** Uses vouchers, and takes uses back: each in one transaction that holds the vouchers, so that no limit is passed and no card overspent. */
export class CheckoutDesk {
  readonly #deps: CheckoutDeskDeps;

  constructor(deps: CheckoutDeskDeps) {
    this.#deps = deps;
  }

  /** Says what the vouchers would do. With `reserveUntil` what they may do is held back for the session until then. */
  async validate(request: CheckoutRequest & { readonly reserveUntil: Instant | null }): Promise<Validated> {
    const { db, clock } = this.#deps;
    if (request.reserveUntil === null) {
      const vouchers = await readInOrder(request, (codes) => Promise.all(codes.map((code) => findVoucher(db, request.workspaceId, code))));
      if ("unknown" in vouchers) return { checked: null, facts: null, unknown: vouchers.unknown };
      return { ...(await look(db, request, vouchers.found, clock.now())), unknown: null };
    }
    const until = request.reserveUntil;
    return db.transaction(async (tx) => {
      const vouchers = await readInOrder(request, (codes) => lockVouchers(tx, request.workspaceId, codes));
      if ("unknown" in vouchers) return { checked: null, facts: null, unknown: vouchers.unknown };
      const { checked, facts } = await look(tx, request, vouchers.found, clock.now());
      if (checked.valid && request.sessionKey !== null)
        await reserve(tx, { workspaceId: request.workspaceId, key: request.sessionKey, vouchers: checked.verdicts.map(heldBack), until });
      return { checked, facts, unknown: null };
    });
  }

  /** Uses them all, or none. @param idempotencyKey the same wish again under it is answered, and not done twice */
  async redeem(request: CheckoutRequest, idempotencyKey: string | null): Promise<RedeemAnswer> {
    const { db } = this.#deps;
    for (let attempt = 1; ; attempt += 1) {
      const before = idempotencyKey === null ? null : await redemptionOfKey(db, request.workspaceId, idempotencyKey);
      if (before) return this.#answerAgain(before);
      try {
        const { answer, buckets } = await db.transaction((tx) => this.#redeemIn(tx, request, idempotencyKey));
        this.#deps.wake(buckets);
        return answer;
      } catch (error) {
        // Somebody else did the same just now, under the same key: what they did is the answer.
        if (!(error instanceof SameKey) || attempt > 3) throw error;
      }
    }
  }

  async #redeemIn(tx: Query, request: CheckoutRequest, idempotencyKey: string | null): Promise<{ answer: RedeemAnswer; buckets: ReadonlySet<number> }> {
    const { workspaceId } = request;
    const at = this.#deps.clock.now();
    const vouchers = await readInOrder(request, (codes) => lockVouchers(tx, workspaceId, codes));
    if ("unknown" in vouchers) return { answer: { ok: false, unknown: vouchers.unknown }, buckets: NO_BUCKETS };
    const { checked, facts } = await look(tx, request, vouchers.found, at);
    const name = (voucher: Voucher) => (voucher.promotionId === null ? null : (facts.promotions.get(voucher.promotionId)?.name ?? null));
    const row = (voucher: Voucher | null, more: Partial<RedemptionRow>): RedemptionRow => ({
      id: newId(at),
      workspaceId,
      kind: "redemption",
      parentId: null,
      voucherId: voucher?.id ?? null,
      promotionId: voucher?.promotionId ?? null,
      profileId: request.profileId,
      result: "success",
      failure: null,
      amount: 0,
      order: request.orderSent,
      metadata: request.metadata,
      counted: [],
      rollbackOf: null,
      reason: null,
      idempotencyKey: null,
      at,
      by: request.by,
      ...more,
    });

    const refused = checked.verdicts.find((verdict) => verdict.status === "inapplicable");
    if (refused) {
      const { voucher, refusal } = refused;
      const failure = { key: refusal.key, message: refusal.message ?? "", details: refusal.details };
      const failed = row(voucher, { result: "failure", failure });
      await insertRedemptions(tx, [failed]);
      const happening = {
        name: INTERNAL.voucherRedemptionFailed,
        properties: { ...voucherProperties(voucher, name(voucher)), redemption_id: failed.id, reason: refusal.key, details: refusal.details },
      };
      const buckets = await tellPeople(
        tx,
        workspaceId,
        toldOf(request.profileId, voucher).map((profileId) => ({ ...happening, profileId })),
        at,
      );
      return { answer: { ok: false, unknown: null, voucher, refusal, redemptionId: failed.id }, buckets };
    }

    const stack = checked.verdicts.length > 1 ? row(null, { kind: "stack", idempotencyKey, amount: request.order.total - checked.order.total }) : null;
    const moved: Voucher[] = [];
    const entries: (LedgerEntry & { id: string; redemptionId: string })[] = [];
    const rows: RedemptionRow[] = stack === null ? [] : [stack];
    const happenings: VoucherHappening[] = [];
    for (const verdict of checked.verdicts) {
      if (verdict.status !== "applicable") continue;
      const { voucher, entry } = redeemed(verdict.voucher, verdict.taken);
      const redemption = row(voucher, {
        amount: verdict.taken,
        parentId: stack?.id ?? null,
        counted: facts.keysOf(verdict.voucher),
        idempotencyKey: stack === null ? idempotencyKey : null,
      });
      moved.push(voucher);
      rows.push(redemption);
      if (entry) entries.push({ ...entry, id: newId(at), redemptionId: redemption.id });
      const properties = {
        ...voucherProperties(voucher, name(voucher)),
        redemption_id: redemption.id,
        amount: verdict.taken,
        order_id: orderIdIn(request.orderSent),
        order_amount: request.order.amount,
        order_total: checked.order.total,
      };
      for (const profileId of toldOf(request.profileId, voucher)) happenings.push({ profileId, name: INTERNAL.voucherRedeemed, properties });
    }
    if (!(await insertRedemptions(tx, rows))) throw new SameKey();
    await writeMoved(tx, moved, entries, { workspaceId, at, by: request.by });
    await addToCounts(
      tx,
      workspaceId,
      rows.flatMap(({ counted }) => counted),
      1,
    );
    if (request.sessionKey !== null)
      await release(
        tx,
        moved.map(({ id }) => id),
        request.sessionKey,
      );
    const buckets = await tellPeople(tx, workspaceId, happenings, at);
    const answer: RedeemAnswer = {
      ok: true,
      redemptions: rows.filter(({ kind }) => kind === "redemption"),
      stack,
      vouchers: new Map(moved.map((voucher) => [voucher.id, voucher])),
      order: checked.order,
      repeated: false,
    };
    return { answer, buckets };
  }

  async #answerAgain(before: RedemptionRow): Promise<RedeemAnswer> {
    const { db } = this.#deps;
    const redemptions = before.kind === "stack" ? await redemptionsOfStack(db, before.id) : [before];
    const vouchers = await vouchersById(
      db,
      redemptions.flatMap(({ voucherId }) => voucherId ?? []),
    );
    return { ok: true, redemptions, stack: before.kind === "stack" ? before : null, vouchers, order: null, repeated: true };
  }

  /**
   * Takes a use back, or all of those that were made together: each card has again exactly what it had.
   * @throws Refusal `not_found`, `redemption_taken_back`, `redemption_of_stack`, `redemption_failed`
   */
  async rollBack(workspaceId: number, redemptionId: string, how: { readonly reason: string | null; readonly by: string }): Promise<RollbackAnswer> {
    const { db } = this.#deps;
    const { answer, buckets } = await db.transaction((tx) => this.#rollBackIn(tx, workspaceId, redemptionId, how));
    this.#deps.wake(buckets);
    return answer;
  }

  async #rollBackIn(
    tx: Query,
    workspaceId: number,
    redemptionId: string,
    { reason, by }: { readonly reason: string | null; readonly by: string },
  ): Promise<{ answer: RollbackAnswer; buckets: ReadonlySet<number> }> {
    const at = this.#deps.clock.now();
    const wanted = await findRedemption(tx, workspaceId, redemptionId);
    if (!wanted) throw new Refusal("not_found", { what: "redemption", id: redemptionId });
    if (wanted.parentId !== null && wanted.kind === "redemption") throw new Refusal("redemption_of_stack", { id: redemptionId, stack: wanted.parentId });
    if (wanted.result === "failure" || wanted.kind === "rollback" || wanted.kind === "stack_rollback")
      throw new Refusal("redemption_failed", { id: redemptionId });
    const redemptions = wanted.kind === "stack" ? await redemptionsOfStack(tx, wanted.id) : [wanted];
    const known = await vouchersById(
      tx,
      redemptions.flatMap(({ voucherId }) => voucherId ?? []),
    );
    const held = new Map(
      (
        await lockVouchers(
          tx,
          workspaceId,
          [...known.values()].map(({ code }) => code),
        )
      ).map((voucher) => [voucher.id, voucher]),
    );
    if (await wasTakenBack(tx, wanted.id)) throw new Refusal("redemption_taken_back", { id: redemptionId });
    const back = (redemption: RedemptionRow, kind: RedemptionRow["kind"], parentId: string | null): RedemptionRow => ({
      ...redemption,
      id: newId(at),
      kind,
      parentId,
      rollbackOf: redemption.id,
      reason,
      idempotencyKey: null,
      at,
      by,
    });
    const parent = wanted.kind === "stack" ? back(wanted, "stack_rollback", null) : null;
    const rollbacks: RedemptionRow[] = [];
    const entries: (LedgerEntry & { id: string; redemptionId: string })[] = [];
    const happenings: VoucherHappening[] = [];
    for (const redemption of redemptions) {
      const voucher = redemption.voucherId === null ? undefined : held.get(redemption.voucherId);
      if (!voucher) continue;
      const moved = rolledBack(voucher, redemption.amount);
      const rollback = back(redemption, "rollback", parent?.id ?? null);
      held.set(voucher.id, moved.voucher);
      rollbacks.push(rollback);
      if (moved.entry) entries.push({ ...moved.entry, id: newId(at), redemptionId: rollback.id });
      const properties = {
        ...voucherProperties(moved.voucher, null),
        redemption_id: redemption.id,
        rollback_id: rollback.id,
        amount: redemption.amount,
        reason,
      };
      for (const profileId of toldOf(redemption.profileId, voucher)) happenings.push({ profileId, name: INTERNAL.voucherRolledBack, properties });
    }
    if (!(await insertRedemptions(tx, parent === null ? rollbacks : [parent, ...rollbacks]))) throw new Refusal("redemption_taken_back", { id: redemptionId });
    await writeMoved(tx, [...held.values()], entries, { workspaceId, at, by });
    await addToCounts(
      tx,
      workspaceId,
      redemptions.flatMap(({ counted }) => counted),
      -1,
    );
    return { answer: { rollbacks, parent, vouchers: held }, buckets: await tellPeople(tx, workspaceId, happenings, at) };
  }

  /** Lets go of what a session holds back. @returns whether it held anything */
  async release(workspaceId: number, code: string, sessionKey: string): Promise<boolean> {
    const voucher = await findVoucher(this.#deps.db, workspaceId, code);
    if (!voucher) throw new Refusal("not_found", { what: "voucher", id: code });
    return release(this.#deps.db, [voucher.id], sessionKey);
  }
}

/** Somebody else has done the same under the same key. */
class SameKey extends Error {}

const NO_BUCKETS: ReadonlySet<number> = new Set();

/** The vouchers in the order in which they are wanted, or the first code that there is not. */
async function readInOrder(
  { wanted }: CheckoutRequest,
  read: (codes: readonly string[]) => Promise<readonly (Voucher | null)[]>,
): Promise<{ found: readonly Voucher[] } | { unknown: string }> {
  const byCode = new Map((await read(wanted.map(({ code }) => code))).flatMap((voucher) => (voucher === null ? [] : [[voucher.code, voucher] as const])));
  const found: Voucher[] = [];
  for (const { code } of wanted) {
    const voucher = byCode.get(code);
    if (!voucher) return { unknown: code };
    found.push(voucher);
  }
  return { found };
}

async function look(q: Query, request: CheckoutRequest, vouchers: readonly Voucher[], now: Instant): Promise<{ checked: CheckedOut; facts: CheckoutFacts }> {
  const facts = await readFacts(q, { ...request, vouchers, now });
  const { order, metadata } = request;
  return { facts, checked: checkOut(facts.redeemables, { order, customer: facts.customer, metadata, countOf: facts.countOf, now }) };
}

function heldBack(verdict: CheckedOut["verdicts"][number]): { id: string; credits: number } {
  const isCard = verdict.voucher.worth.kind === "gift_card";
  return { id: verdict.voucher.id, credits: isCard && verdict.status === "applicable" ? verdict.taken : 0 };
}

/** Who pays learns of it; where nobody says who that is, the one whose voucher it is. */
function toldOf(profileId: string | null, voucher: Voucher): readonly string[] {
  return profileId !== null ? [profileId] : voucher.holderId !== null ? [voucher.holderId] : [];
}

function orderIdIn(order: JsonObject | null): string | null {
  const id = order?.["source_id"] ?? order?.["id"];
  return typeof id === "string" ? id : null;
}
