import type { JsonObject, Voucher } from "@beckon/core";
import { promotionsOf } from "../../../store/promotions/promotions.ts";
import { entriesOf, findVoucher, listVouchers } from "../../../store/promotions/vouchers.ts";
import { assignRules } from "./assignRules.ts";
import { notFound, VoucherifyError } from "./errors.ts";
import { uuidIn } from "./ids.ts";
import { findPromotionNamed } from "./promotionNamed.ts";
import { codeConfigIn, instantIn, metadataIn, pageIn, textIn, usesIn, wholeIn, worthIn } from "./read.ts";
import type { Call, Routes } from "./routes.ts";
import { list, transactionShape, voucherShape } from "./shapes.ts";

export function voucherRoutes(routes: Routes): void {
  const { db, promotionDesk } = routes;

  const create = async (call: Call) => {
    const { workspaceId, body, params, by } = call;
    const campaign = textIn(body["campaign"], "campaign");
    const promotion = campaign === null ? null : await findPromotionNamed(db, workspaceId, campaign);
    if (campaign !== null && promotion === null) throw notFound("campaign", campaign);
    const voucher = await promotionDesk.createVoucher(
      workspaceId,
      {
        code: params["code"] ?? textIn(body["code"], "code"),
        codeConfig: codeConfigIn(body["code_config"], "code_config"),
        promotion,
        worth: worthIn(body, "body"),
        active: body["active"] !== false,
        startsAt: instantIn(body["start_date"], "start_date"),
        expiresAt: instantIn(body["expiration_date"], "expiration_date"),
        uses: usesIn(body, "body"),
        metadata: metadataIn(body["metadata"], "metadata"),
      },
      by,
    );
    await assignRules(routes, workspaceId, body["validation_rules"], { promotionId: null, voucherId: voucher.id });
    return voucherShape(voucher, promotion?.name ?? null);
  };
  routes.post("/vouchers", "promotions:write", create, { audit: { did: "made a voucher", kind: "voucher" } });
  routes.post("/vouchers/:code", "promotions:write", create, { audit: { did: "made the voucher", kind: "voucher" } });

  routes.get("/vouchers", "promotions:read", async ({ workspaceId, query }) => {
    const { limit, offset } = pageIn(query);
    const campaign = textIn(query["campaign"] ?? query["campaign_id"], "campaign");
    const promotion = campaign === null ? null : await findPromotionNamed(db, workspaceId, campaign);
    if (campaign !== null && promotion === null) return list("vouchers", [], 0);
    const customer = textIn(query["customer"], "customer");
    const holder = customer === null ? null : await routes.customers.find(workspaceId, customer);
    if (customer !== null && holder === null) return list("vouchers", [], 0);
    const { rows, total } = await listVouchers(db, workspaceId, {
      promotionId: promotion?.id ?? null,
      kind: null,
      holderIds: holder === null ? null : [holder],
      limit,
      offset,
    });
    return list("vouchers", await shapesOf(routes, rows), total);
  });

  routes.get("/vouchers/:code", "promotions:read", async (call) => shapeOf(routes, await voucherOf(routes, call)));

  routes.put(
    "/vouchers/:code",
    "promotions:write",
    async (call) => {
      const { body } = call;
      const voucher = await voucherOf(routes, call);
      return shapeOf(
        routes,
        await promotionDesk.updateVoucher(voucher, {
          ...(typeof body["active"] === "boolean" ? { active: body["active"] } : {}),
          ...(body["start_date"] === undefined ? {} : { startsAt: instantIn(body["start_date"], "start_date") }),
          ...(body["expiration_date"] === undefined ? {} : { expiresAt: instantIn(body["expiration_date"], "expiration_date") }),
          ...(body["metadata"] === undefined ? {} : { metadata: { ...voucher.metadata, ...metadataIn(body["metadata"], "metadata") } }),
        }),
      );
    },
    { audit: { did: "changed the voucher", kind: "voucher" } },
  );

  routes.delete(
    "/vouchers/:code",
    "promotions:write",
    async (call) => {
      await promotionDesk.removeVoucher(await voucherOf(routes, call), call.query["force"] === "true");
    },
    { audit: { did: "deleted the voucher", kind: "voucher" } },
  );

  for (const [word, active] of [
    ["enable", true],
    ["disable", false],
  ] as const)
    routes.post(`/vouchers/:code/${word}`, "promotions:write", async (call) =>
      shapeOf(routes, await promotionDesk.updateVoucher(await voucherOf(routes, call), { active })),
    );

  routes.post(
    "/vouchers/:code/balance",
    "promotions:write",
    async ({ workspaceId, params, body, by }) => {
      const amount = wholeIn(body["amount"], "amount") ?? 0;
      const voucher = await promotionDesk.addBalance(workspaceId, params["code"] ?? "", amount, by);
      const balance = voucher.worth.kind === "gift_card" ? voucher.worth.balance : 0;
      return {
        amount,
        total: voucher.worth.kind === "gift_card" ? voucher.worth.amount : 0,
        balance,
        type: "gift_voucher",
        object: "balance",
        related_object: { type: "voucher", id: voucherShape(voucher, null).id },
      };
    },
    { audit: { did: "topped up the card", kind: "voucher" } },
  );

  routes.get("/vouchers/:code/transactions", "promotions:read", async (call) => {
    const voucher = await voucherOf(routes, call);
    const { limit } = pageIn(call.query);
    const before = textIn(call.query["starting_after_id"], "starting_after_id");
    const entries = await entriesOf(db, voucher.id, before === null ? null : uuidIn(before), limit + 1);
    const shown = entries.slice(0, limit).map((entry) => transactionShape(entry, voucher));
    return {
      object: "list",
      data_ref: "data",
      data: shown,
      has_more: entries.length > limit,
      more_starting_after: entries.length > limit ? shown.at(-1)?.id : undefined,
    };
  });
}

export async function voucherOf({ db }: Routes, { workspaceId, params }: Call): Promise<Voucher> {
  const code = params["code"] ?? "";
  const voucher = await findVoucher(db, workspaceId, code);
  if (!voucher) throw notFound("voucher", code);
  return voucher;
}

async function shapeOf(routes: Routes, voucher: Voucher): Promise<JsonObject> {
  const [shape] = await shapesOf(routes, [voucher]);
  if (!shape) throw new VoucherifyError(404, "not_found", "Cannot find voucher");
  return shape;
}

/** With the names of their promotions. */
export async function shapesOf({ db }: Pick<Routes, "db">, vouchers: readonly Voucher[]): Promise<JsonObject[]> {
  const promotions = await promotionsOf(db, [...new Set(vouchers.flatMap(({ promotionId }) => promotionId ?? []))]);
  return vouchers.map(
    (voucher) => voucherShape(voucher, voucher.promotionId === null ? null : (promotions.get(voucher.promotionId)?.name ?? null)) as unknown as JsonObject,
  );
}
