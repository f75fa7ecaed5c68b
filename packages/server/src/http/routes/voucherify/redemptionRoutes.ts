import type { Json, JsonObject, Voucher } from "@beckon/core";
import type { CheckoutRequest, Validated } from "../../../engine/promotions/checkoutDesk.ts";
import type { Wanted } from "../../../engine/promotions/checkoutFacts.ts";
import { newId } from "../../../ids.ts";
import { idsOfPerson } from "../../../store/profileSearch.ts";
import { promotionsOf } from "../../../store/promotions/promotions.ts";
import { findRedemption, listRedemptions, type RedemptionRow, redemptionsOfStack } from "../../../store/promotions/redemptions.ts";
import { vouchersById } from "../../../store/promotions/vouchers.ts";
import { invalidPayload, notFound, refusedVoucher, TITLES, VoucherifyError } from "./errors.ts";
import { idOf, uuidIn } from "./ids.ts";
import { metadataIn, objectIn, optionalObject, orderIn, pageIn, sessionIn, textIn, wholeIn } from "./read.ts";
import type { Call, Routes } from "./routes.ts";
import { list, orderShape, redemptionShape } from "./shapes.ts";
import { voucherOf } from "./voucherRoutes.ts";

/** As Voucherify allows. */
const STACK_MAX = 30;

export function redemptionRoutes(routes: Routes): void {
  const { db, checkoutDesk, clock } = routes;

  routes.post("/validations", "vouchers:redeem", async (call) => {
    const { request, sent } = await requestOf(routes, call, wantedIn(call.body["redeemables"]));
    const session = sessionIn(call.body["session"]);
    const key = session === null ? null : (session.key ?? idOf("ssn", newId(clock.now())));
    const validated = await checkoutDesk.validate({
      ...request,
      sessionKey: key,
      reserveUntil: session === null ? null : clock.now() + Math.round(session.ttlMs),
    });
    return {
      id: idOf("valid", newId(clock.now())),
      ...validationShape(validated, request, sent),
      tracking_id: null,
      ...(session === null ? {} : { session: { key, type: "LOCK", ttl: session.ttl, ttl_unit: session.unit } }),
    };
  });

  routes.post("/vouchers/:code/validate", "vouchers:redeem", async (call) => {
    const { request, sent } = await requestOf(routes, call, [oneWanted(call)]);
    const validated = await checkoutDesk.validate({ ...request, reserveUntil: null });
    const verdict = validated.checked?.verdicts[0];
    const code = call.params["code"];
    if (validated.unknown !== null)
      return { valid: false, code, reason: "voucher does not exist", error: refusalBody("not_found", `Cannot find voucher with id ${code}`) };
    if (verdict?.status === "inapplicable")
      return {
        valid: false,
        code,
        reason: verdict.refusal.message ?? verdict.refusal.details,
        error: refusalBody(verdict.refusal.key, verdict.refusal.details),
        metadata: verdict.voucher.metadata,
      };
    if (verdict?.status !== "applicable" || !validated.checked) throw new VoucherifyError(500, "internal_error", "The voucher was not looked at.");
    const { worth } = verdict.voucher;
    return {
      valid: true,
      code,
      ...(worth.kind === "gift_card" ? { gift: { amount: worth.amount, balance: worth.balance, effect: "APPLY_TO_ORDER" } } : {}),
      applicable_to: NO_ITEMS,
      order: orderShape(validated.checked.order, sent),
      metadata: verdict.voucher.metadata,
      tracking_id: null,
    };
  });

  routes.post(
    "/redemptions",
    "vouchers:redeem",
    async (call) => {
      const wanted = wantedIn(call.body["redeemables"]);
      const answer = await redeem(call, wanted);
      const shown = await present(routes, answer.redemptions, answer.vouchers);
      const order = answer.order === null ? answer.redemptions[0]?.order : orderShape(answer.order, answer.sent);
      return {
        redemptions: shown,
        ...(answer.stack === null ? {} : { parent_redemption: { ...redemptionShape(answer.stack, null, null, null), related_object_type: "redemption" } }),
        order: order === null || order === undefined ? null : { ...(order as JsonObject), status: "PAID" },
      };
    },
    { exact: true },
  );

  routes.post(
    "/vouchers/:code/redemption",
    "vouchers:redeem",
    async (call) => {
      const answer = await redeem(call, [oneWanted(call)]);
      const [shown] = await present(routes, answer.redemptions, answer.vouchers);
      return answer.order === null ? shown : { ...shown, order: orderShape(answer.order, answer.sent) };
    },
    { exact: true },
  );

  const redeem = async (call: Call, wanted: readonly Wanted[]) => {
    const { request, sent } = await requestOf(routes, call, wanted);
    const answer = await checkoutDesk.redeem({ ...request, sessionKey: sessionIn(call.body["session"])?.key ?? null }, call.idempotencyKey);
    if (answer.ok) return { ...answer, sent };
    if (answer.unknown !== null) throw notFound("voucher", answer.unknown);
    throw refusedVoucher(answer.refusal, { id: idOf("rf", answer.redemptionId), type: "redemption" });
  };

  routes.get("/redemptions", "promotions:read", async ({ workspaceId, query }) => {
    const { limit, offset } = pageIn(query);
    const customer = textIn(query["customer"], "customer");
    const person = customer === null ? null : await routes.customers.find(workspaceId, customer);
    if (customer !== null && person === null) return list("redemptions", [], 0);
    const result = textIn(query["result"], "result");
    const { rows, total } = await listRedemptions(db, workspaceId, {
      voucherId: null,
      promotionId: null,
      profileIds: person === null ? null : await idsOfPerson(db, workspaceId, person),
      result: result === null ? null : result.toUpperCase().startsWith("FAIL") ? "failure" : "success",
      limit,
      offset,
    });
    return list("redemptions", await present(routes, rows), total);
  });

  routes.get("/vouchers/:code/redemption", "promotions:read", async (call) => {
    const voucher = await voucherOf(routes, call);
    const { rows, total } = await listRedemptions(db, call.workspaceId, {
      voucherId: voucher.id,
      promotionId: null,
      profileIds: null,
      result: null,
      limit: 100,
      offset: 0,
    });
    return {
      quantity: voucher.uses,
      redeemed_quantity: voucher.used,
      redeemed_amount: voucher.usedAmount,
      object: "list",
      data_ref: "redemption_entries",
      redemption_entries: await present(routes, rows),
      total,
    };
  });

  routes.get("/redemptions/:id", "promotions:read", async ({ workspaceId, params }) => {
    const row = await findRedemption(db, workspaceId, idIn(params["id"]));
    if (!row) throw notFound("redemption", params["id"] ?? "");
    if (row.kind !== "stack" && row.kind !== "stack_rollback") return (await present(routes, [row]))[0];
    return {
      ...redemptionShape(row, null, null, null),
      related_object_type: "redemption",
      redemptions: await present(routes, await redemptionsOfStack(db, row.id)),
    };
  });

  const rollBack = ({ workspaceId, params, query, body, by }: Call) =>
    checkoutDesk.rollBack(workspaceId, idIn(params["id"]), { reason: textIn(query["reason"] ?? body["reason"], "reason"), by });

  routes.post("/redemptions/:id/rollback", "promotions:write", async (call) => {
    const { rollbacks, vouchers } = await rollBack(call);
    return (await present(routes, rollbacks, vouchers))[0];
  });

  routes.post("/redemptions/:id/rollbacks", "promotions:write", async (call) => {
    const { rollbacks, parent, vouchers } = await rollBack(call);
    const shown = await present(routes, rollbacks, vouchers);
    return {
      rollbacks: shown,
      ...(parent === null ? {} : { parent_rollback: { ...redemptionShape(parent, null, null, null), related_object_type: "redemption" } }),
      order: rollbacks[0]?.order ?? null,
    };
  });

  routes.delete("/vouchers/:code/sessions/:key", "vouchers:redeem", async ({ workspaceId, params }) => {
    if (!(await checkoutDesk.release(workspaceId, params["code"] ?? "", params["key"] ?? ""))) throw notFound("session", params["key"] ?? "");
  });
}

function idIn(id: string | undefined): string {
  const uuid = uuidIn(id ?? "");
  if (uuid === null) throw notFound("redemption", id ?? "");
  return uuid;
}

/** `[{ object: "voucher", id: CODE, gift: { credits } }]`, in the order in which they are used. */
function wantedIn(value: Json | undefined): Wanted[] {
  if (!Array.isArray(value) || value.length === 0) throw invalidPayload("redeemables must be a list of what is to be used.");
  if (value.length > STACK_MAX)
    throw new VoucherifyError(400, "invalid_redeemables", `${STACK_MAX} vouchers are the most that are used at once; these are ${value.length}.`);
  const wanted = value.map((one, index): Wanted => {
    const place = `redeemables[${index}]`;
    const redeemable = objectIn(one, place);
    if (redeemable["object"] !== "voucher") throw invalidPayload(`${place}.object must be "voucher".`);
    const code = textIn(redeemable["id"], `${place}.id`);
    if (code === null) throw invalidPayload(`${place}.id must be the voucher's code.`);
    return { code, credits: creditsIn(redeemable, place) };
  });
  if (new Set(wanted.map(({ code }) => code)).size < wanted.length) throw new VoucherifyError(400, "duplicated_redeemables", "A voucher is named twice.");
  return wanted;
}

function creditsIn(object: JsonObject, place: string): number | null {
  const credits = wholeIn(optionalObject(object["gift"], `${place}.gift`)?.["credits"], `${place}.gift.credits`);
  if (credits !== null && credits < 1) throw new VoucherifyError(400, "invalid_amount", `${place}.gift.credits must be from 1 up.`);
  return credits;
}

function oneWanted({ params, body }: Call): Wanted {
  return { code: params["code"] ?? "", credits: creditsIn(body, "body") };
}

async function requestOf(
  routes: Routes,
  { workspaceId, body, by }: Call,
  wanted: readonly Wanted[],
): Promise<{ readonly request: CheckoutRequest; readonly sent: JsonObject | null }> {
  const { order, sent } = orderIn(body["order"]);
  const customer = await routes.customers.given(workspaceId, body["customer"]);
  const metadata = metadataIn(body["metadata"], "metadata");
  const request = {
    workspaceId,
    wanted,
    profileId: customer?.profileId ?? null,
    attributes: customer?.attributes ?? {},
    order,
    orderSent: sent,
    metadata,
    sessionKey: null,
    by,
  };
  return { request, sent };
}

function refusalBody(key: string, details: string) {
  return { code: key === "not_found" ? 404 : 400, key, message: TITLES[key] ?? key, details };
}

function validationShape({ checked, unknown }: Validated, { wanted, order }: CheckoutRequest, sent: JsonObject | null) {
  const verdicts = wanted.map(({ code }, index) => {
    const verdict = checked?.verdicts[index];
    const base = { id: code, object: "voucher" };
    if (verdict?.status === "applicable") {
      const isCard = verdict.voucher.worth.kind === "gift_card";
      const result = isCard ? { gift: { credits: verdict.taken } } : { discount: { amount_off: verdict.taken } };
      return { ...base, status: "APPLICABLE", order: orderShape(verdict.order, sent), applicable_to: NO_ITEMS, inapplicable_to: NO_ITEMS, result };
    }
    if (verdict?.status === "inapplicable") {
      const { key, details, message } = verdict.refusal;
      return { ...base, status: "INAPPLICABLE", result: { error: { ...refusalBody(key, details), ...(message === null ? {} : { error: { message } }) } } };
    }
    if (code === unknown)
      return {
        ...base,
        status: "INAPPLICABLE",
        result: { error: { ...refusalBody("not_found", `Cannot find voucher with id ${code}`), resource_id: code, resource_type: "voucher" } },
      };
    return {
      ...base,
      status: "SKIPPED",
      result: { details: { key: "preceding_validation_failed", message: "Redeemable cannot be applied due to preceding validation failure" } },
    };
  });
  const valid = checked?.valid ?? false;
  const inapplicable = verdicts.filter(({ status }) => status === "INAPPLICABLE");
  const skipped = verdicts.filter(({ status }) => status === "SKIPPED");
  return {
    valid,
    redeemables: valid ? verdicts : inapplicable,
    ...(skipped.length === 0 ? {} : { skipped_redeemables: skipped }),
    ...(valid ? { order: orderShape(checked?.order ?? order, sent) } : { inapplicable_redeemables: inapplicable }),
  };
}

const NO_ITEMS = { data: [], total: 0, data_ref: "data", object: "list" };

/** With their vouchers as they are now, the names of their promotions and who paid. */
async function present(routes: Routes, rows: readonly RedemptionRow[], known?: ReadonlyMap<string, Voucher>) {
  const { db, customers } = routes;
  const vouchers =
    known ??
    (await vouchersById(
      db,
      rows.flatMap(({ voucherId }) => voucherId ?? []),
    ));
  const promotions = await promotionsOf(db, [...new Set(rows.flatMap(({ promotionId }) => promotionId ?? []))]);
  const people = await customers.shapes(
    rows[0]?.workspaceId ?? 0,
    rows.map(({ profileId }) => profileId),
  );
  return rows.map((row) =>
    redemptionShape(
      row,
      row.voucherId === null ? null : (vouchers.get(row.voucherId) ?? null),
      row.promotionId === null ? null : (promotions.get(row.promotionId)?.name ?? null),
      people.get(row.profileId ?? "") ?? null,
    ),
  );
}
