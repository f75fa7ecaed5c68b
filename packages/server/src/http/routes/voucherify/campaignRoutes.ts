import { listPromotions, type PromotionRow } from "../../../store/promotions/promotions.ts";
import { countOfPromotion } from "../../../store/promotions/vouchers.ts";
import { assignRules } from "./assignRules.ts";
import { notFound, VoucherifyError } from "./errors.ts";
import { findPromotionNamed } from "./promotionNamed.ts";
import { codeConfigIn, instantIn, metadataIn, objectIn, pageIn, textIn, usesIn, wholeIn, worthIn } from "./read.ts";
import type { Call, Routes } from "./routes.ts";
import { campaignShape, list, voucherShape } from "./shapes.ts";

/** What Voucherify calls a campaign is a promotion here. */
export function campaignRoutes(routes: Routes): void {
  const { db, promotionDesk } = routes;
  const shape = async (promotion: PromotionRow) => campaignShape(promotion, await countOfPromotion(db, promotion.id));

  routes.post(
    "/campaigns",
    "promotions:write",
    async ({ workspaceId, body, by }) => {
      const name = textIn(body["name"], "name")?.trim() ?? "";
      if (name === "" || name.length > 200) throw new VoucherifyError(400, "invalid_campaign_params", "A campaign must have a name of 1 to 200 characters.");
      const type = textIn(body["campaign_type"], "campaign_type");
      if (type !== null && !KINDS.includes(type))
        throw new VoucherifyError(400, "invalid_campaign_params", `campaign_type must be ${KINDS.join(" or ")}; this is ${type}.`);
      const voucher = objectIn(body["voucher"], "voucher");
      const promotion = await promotionDesk.create(
        workspaceId,
        {
          name,
          worth: worthIn(voucher, "voucher"),
          codeConfig: codeConfigIn(voucher["code_config"], "voucher.code_config"),
          uses: usesIn(voucher, "voucher"),
          active: body["active"] !== false,
          startsAt: instantIn(body["start_date"], "start_date"),
          expiresAt: instantIn(body["expiration_date"], "expiration_date"),
          joinOnce: body["join_once"] === true,
          refills: body["type"] === "AUTO_UPDATE",
          wanted: wholeIn(body["vouchers_count"], "vouchers_count") ?? 0,
          description: textIn(body["description"], "description") ?? "",
          metadata: metadataIn(body["metadata"], "metadata"),
        },
        by,
      );
      await assignRules(routes, workspaceId, body["validation_rules"], { promotionId: promotion.id, voucherId: null });
      return shape(promotion);
    },
    { audit: { did: "made the promotion", kind: "promotion" } },
  );

  routes.get("/campaigns", "promotions:read", async ({ workspaceId, query }) => {
    const { limit, offset } = pageIn(query);
    const type = textIn(query["campaign_type"], "campaign_type");
    const kind = type === "GIFT_VOUCHERS" ? "gift_card" : type === "DISCOUNT_COUPONS" ? "discount" : null;
    const { rows, total } = await listPromotions(db, workspaceId, { kind, limit, offset });
    return list("campaigns", await Promise.all(rows.map(shape)), total);
  });

  routes.get("/campaigns/:name", "promotions:read", async (call) => shape(await promotionOf(routes, call)));

  routes.put(
    "/campaigns/:name",
    "promotions:write",
    async (call) => {
      const { body } = call;
      const promotion = await promotionOf(routes, call);
      return shape(
        await promotionDesk.update(promotion, {
          ...(body["start_date"] === undefined ? {} : { startsAt: instantIn(body["start_date"], "start_date") }),
          ...(body["expiration_date"] === undefined ? {} : { expiresAt: instantIn(body["expiration_date"], "expiration_date") }),
          ...(typeof body["join_once"] === "boolean" ? { joinOnce: body["join_once"] } : {}),
          ...(body["type"] === undefined ? {} : { refills: body["type"] === "AUTO_UPDATE" }),
          ...(body["description"] === undefined ? {} : { description: textIn(body["description"], "description") ?? "" }),
          ...(body["metadata"] === undefined ? {} : { metadata: { ...promotion.metadata, ...metadataIn(body["metadata"], "metadata") } }),
        }),
      );
    },
    { audit: { did: "changed the promotion", kind: "promotion" } },
  );

  routes.delete(
    "/campaigns/:name",
    "promotions:write",
    async (call) => {
      await promotionDesk.remove(await promotionOf(routes, call), call.query["force"] === "true");
    },
    { audit: { did: "deleted the promotion", kind: "promotion" } },
  );

  for (const [word, active] of [
    ["enable", true],
    ["disable", false],
  ] as const)
    routes.post(`/campaigns/:name/${word}`, "promotions:write", async (call) => shape(await promotionDesk.update(await promotionOf(routes, call), { active })));

  routes.post(
    "/campaigns/:name/vouchers",
    "promotions:write",
    async (call) => {
      const promotion = await promotionOf(routes, call);
      const count = wholeIn(call.query["vouchers_count"], "vouchers_count") ?? 1;
      if (count < 1) throw new VoucherifyError(400, "invalid_query_params", "vouchers_count must be from 1 up.");
      const [first] = await promotionDesk.addVouchers(promotion, count, call.by);
      // One is answered as itself, several as what is under way.
      return count === 1 && first
        ? voucherShape(first, promotion.name)
        : { async_action_id: null, ...(await shape({ ...promotion, wanted: promotion.wanted + count })) };
    },
    { audit: { did: "added vouchers to the promotion", kind: "promotion" } },
  );

  routes.post(
    "/campaigns/:name/vouchers/:code",
    "promotions:write",
    async (call) => {
      const promotion = await promotionOf(routes, call);
      const { body, params } = call;
      const voucher = await promotionDesk.createVoucher(
        call.workspaceId,
        {
          code: params["code"] ?? "",
          codeConfig: {},
          promotion,
          worth: body["gift"] === undefined && body["discount"] === undefined ? promotion.worth : worthIn(body, "body"),
          active: body["active"] !== false,
          startsAt: instantIn(body["start_date"], "start_date"),
          expiresAt: instantIn(body["expiration_date"], "expiration_date"),
          uses: usesIn(body, "body") ?? promotion.uses,
          metadata: metadataIn(body["metadata"], "metadata"),
        },
        call.by,
      );
      return voucherShape(voucher, promotion.name);
    },
    { audit: { did: "added a voucher to the promotion", kind: "promotion" } },
  );
}

const KINDS = ["GIFT_VOUCHERS", "DISCOUNT_COUPONS"];

async function promotionOf({ db }: Routes, { workspaceId, params }: Call): Promise<PromotionRow> {
  const name = params["name"] ?? "";
  const promotion = await findPromotionNamed(db, workspaceId, name);
  if (!promotion) throw notFound("campaign", name);
  return promotion;
}
