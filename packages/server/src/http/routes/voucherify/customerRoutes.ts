import { checkOut, orderOf, type Voucher } from "@beckon/core";
import { readFacts } from "../../../engine/promotions/checkoutFacts.ts";
import { segmentsOf } from "../../../store/memberships.ts";
import { idsOfPerson } from "../../../store/profileSearch.ts";
import { listVouchers } from "../../../store/promotions/vouchers.ts";
import { invalidPayload, notFound } from "./errors.ts";
import { idOf } from "./ids.ts";
import { orderIn, pageIn, textIn, wholeIn } from "./read.ts";
import type { Call, Routes } from "./routes.ts";
import { orderShape } from "./shapes.ts";
import { shapesOf } from "./voucherRoutes.ts";

/** Customers are profiles; what they hold is their wallet. */
export function customerRoutes(routes: Routes): void {
  const { db, customers, clock } = routes;

  routes.post("/customers", "promotions:write", async ({ workspaceId, body }) => {
    const customer = await customers.given(workspaceId, body);
    const shape = await customers.shape(workspaceId, customer?.profileId ?? null);
    // What it says is taken in order with everything else about the person; the answer says it at once.
    const { metadata, ...fields } = body;
    return {
      ...shape,
      ...fields,
      metadata: { ...(shape?.["metadata"] as object), ...(metadata as object | undefined) },
      id: shape?.["id"],
      object: "customer",
    };
  });

  routes.get("/customers/:id", "promotions:read", async (call) => customers.shape(call.workspaceId, await personOf(routes, call)));

  routes.get("/customers/:id/segments", "promotions:read", async ({ workspaceId, params }) => {
    const profileId = await customers.find(workspaceId, params["id"] ?? "");
    const segments = profileId === null ? [] : await segmentsOf(db, profileId);
    const data = segments.map(({ id, name }) => ({ id: idOf("seg", id), name, object: "segment" }));
    return { object: "list", data_ref: "data", data, total: data.length };
  });

  routes.get("/customers/:id/redeemables", "promotions:read", async (call) => {
    const { workspaceId, query } = call;
    const { limit, offset } = pageIn(query);
    const profileId = await personOf(routes, call);
    const { rows, total } = await heldBy(routes, workspaceId, profileId, limit, offset);
    const shapes = await shapesOf(routes, rows);
    const data = rows.map((voucher, index) => ({
      id: idOf("rh", voucher.id),
      redeemable_id: idOf("v", voucher.id),
      redeemable_object: "voucher",
      customer_id: idOf("cust", profileId),
      holder_role: "OWNER",
      campaign_id: voucher.promotionId === null ? null : idOf("camp", voucher.promotionId),
      campaign_type: voucher.worth.kind === "gift_card" ? "GIFT_VOUCHERS" : "DISCOUNT_COUPONS",
      voucher_type: voucher.worth.kind === "gift_card" ? "GIFT_VOUCHER" : "DISCOUNT_VOUCHER",
      redeemable: { type: "voucher", voucher: shapes[index], status: voucher.active ? "ACTIVE" : "DISABLED" },
      object: "redeemable_holder",
    }));
    return { object: "list", data_ref: "data", data, total, has_more: offset + rows.length < total };
  });

  routes.post("/qualifications", "vouchers:redeem", async ({ workspaceId, body }) => {
    const customer = await customers.given(workspaceId, body["customer"]);
    const scenario = textIn(body["scenario"], "scenario") ?? "ALL";
    if (!customer) throw invalidPayload("Say whose wallet is meant: `customer` with an id or a source_id.");
    const { order, sent } = body["order"] === undefined ? { order: orderOf(0, [], {}), sent: null } : orderIn(body["order"]);
    const { rows } = await heldBy(
      routes,
      workspaceId,
      customer.profileId,
      wholeIn((body["options"] as { limit?: number } | undefined)?.limit, "options.limit") ?? 10,
      0,
    );
    const data = [];
    for (const voucher of rows) {
      const wanted = [{ code: voucher.code, credits: null }];
      const facts = await readFacts(db, {
        workspaceId,
        wanted,
        vouchers: [voucher],
        profileId: customer.profileId,
        attributes: customer.attributes,
        sessionKey: null,
        now: clock.now(),
      });
      const { verdicts, order: after } = checkOut(facts.redeemables, {
        order,
        customer: facts.customer,
        metadata: {},
        countOf: facts.countOf,
        now: clock.now(),
      });
      const [verdict] = verdicts;
      const isUsable =
        verdict?.status === "applicable" || (scenario === "AUDIENCE_ONLY" && verdict?.status === "inapplicable" && verdict.refusal.key === "missing_amount");
      if (isUsable)
        data.push({
          id: voucher.code,
          object: "voucher",
          created_at: new Date(voucher.createdAt).toISOString(),
          result: resultOf(voucher),
          order: orderShape(after, sent),
        });
    }
    return { redeemables: { object: "list", data_ref: "data", data, total: data.length, has_more: false }, stacking_rules: STACKING };
  });

  routes.post("/events", "promotions:write", async ({ workspaceId, body }) => {
    const name = textIn(body["event"], "event") ?? "";
    if (name === "") throw invalidPayload("event must be the name of what happened.");
    const customer = await customers.given(workspaceId, body["customer"]);
    if (!customer) throw invalidPayload("Say who it was: `customer` with an id or a source_id.");
    const metadata = (body["metadata"] ?? {}) as { [name: string]: never };
    await customers.track(workspaceId, customer, name, metadata);
    return { object: "event", type: name, customer: { id: idOf("cust", customer.profileId), object: "customer" }, referral: null, loyalty: null, metadata };
  });
}

const STACKING = { redeemables_limit: 30, applicable_redeemables_limit: 30, redeemables_application_mode: "ALL", redeemables_sorting_rule: "REQUESTED_ORDER" };

function resultOf({ worth }: Voucher) {
  return worth.kind === "gift_card" ? { gift: { balance: worth.balance } } : { discount: worth.discount };
}

/** Also what was given to those who turned out to be the same person. */
async function heldBy({ db }: Routes, workspaceId: number, profileId: string, limit: number, offset: number) {
  return listVouchers(db, workspaceId, { promotionId: null, kind: null, holderIds: await idsOfPerson(db, workspaceId, profileId), limit, offset });
}

async function personOf({ customers }: Routes, { workspaceId, params }: Call): Promise<string> {
  const profileId = await customers.find(workspaceId, params["id"] ?? "");
  if (profileId === null) throw notFound("customer", params["id"] ?? "");
  return profileId;
}
