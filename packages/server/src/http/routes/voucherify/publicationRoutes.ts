import { idsOfPerson } from "../../../store/profileSearch.ts";
import { promotionsOf } from "../../../store/promotions/promotions.ts";
import { listPublications } from "../../../store/promotions/publications.ts";
import { findVoucher, vouchersById } from "../../../store/promotions/vouchers.ts";
import { invalidPayload, notFound, VoucherifyError } from "./errors.ts";
import { findPromotionNamed } from "./promotionNamed.ts";
import { metadataIn, optionalObject, pageIn, textIn, wholeIn } from "./read.ts";
import type { Call, Routes } from "./routes.ts";
import { list, publicationShape } from "./shapes.ts";

/** A voucher is given to somebody: by the campaign's name, or a certain one by its code. */
export function publicationRoutes(routes: Routes): void {
  const { db, publicationDesk, customers } = routes;

  routes.post("/publications", "promotions:write", async (call) => {
    const { workspaceId, body, query, by } = call;
    const customer = await customers.given(workspaceId, body["customer"]);
    if (!customer) throw new VoucherifyError(400, "missing_customer", "Say to whom the voucher goes: `customer` with an id or a source_id.");
    const wish = {
      workspaceId,
      profileId: customer.profileId,
      attributes: customer.attributes,
      sourceId: textIn(body["source_id"], "source_id"),
      channel: textIn(body["channel"], "channel"),
      metadata: metadataIn(body["metadata"], "metadata"),
      joinOnce: body["join_once"] === true || query["join_once"] === "true",
      by,
    };
    const { campaign, count } = campaignIn(call);
    if (count !== 1) throw invalidPayload("One voucher is given at a time; campaign.count must be 1.");
    const code = textIn(body["voucher"], "voucher");
    const promotion = campaign === null ? await promotionOfVoucher(routes, workspaceId, code) : await findPromotionNamed(db, workspaceId, campaign);
    if (campaign !== null && promotion === null) throw notFound("campaign", campaign);
    if (code === null && promotion === null) throw invalidPayload("Say what is given: `campaign` with a name, or `voucher` with a code.");
    const published =
      code === null && promotion !== null ? await publicationDesk.publish(promotion, wish) : await publicationDesk.publishVoucher(code ?? "", promotion, wish);
    return publicationShape(published.publication, published.voucher, promotion?.name ?? null, await customers.shape(workspaceId, customer.profileId));
  });

  routes.get("/publications", "promotions:read", async ({ workspaceId, query }) => {
    const { limit, offset } = pageIn(query);
    const campaign = textIn(query["campaign"], "campaign");
    const customer = textIn(query["customer"], "customer");
    const promotion = campaign === null ? null : await findPromotionNamed(db, workspaceId, campaign);
    const person = customer === null ? null : await customers.find(workspaceId, customer);
    if ((campaign !== null && promotion === null) || (customer !== null && person === null)) return list("publications", [], 0);
    const profileIds = person === null ? null : await idsOfPerson(db, workspaceId, person);
    const { rows, total } = await listPublications(db, workspaceId, { promotionId: promotion?.id ?? null, voucherId: null, profileIds, limit, offset });
    const vouchers = await vouchersById(
      db,
      rows.map(({ voucherId }) => voucherId),
    );
    const promotions = await promotionsOf(db, [...new Set(rows.flatMap(({ promotionId }) => promotionId ?? []))]);
    const people = await customers.shapes(
      workspaceId,
      rows.map(({ profileId }) => profileId),
    );
    const shown = rows.map((row) => {
      const voucher = vouchers.get(row.voucherId);
      const name = row.promotionId === null ? null : (promotions.get(row.promotionId)?.name ?? null);
      return voucher ? publicationShape(row, voucher, name, people.get(row.profileId ?? "") ?? null) : null;
    });
    return list(
      "publications",
      shown.filter((one) => one !== null),
      total,
    );
  });
}

/** `{ campaign: { name, count } }`, or its name alone. */
function campaignIn({ body }: Call): { readonly campaign: string | null; readonly count: number } {
  const { campaign } = body;
  if (typeof campaign === "string") return { campaign, count: 1 };
  const object = optionalObject(campaign, "campaign");
  return { campaign: textIn(object?.["name"], "campaign.name"), count: wholeIn(object?.["count"], "campaign.count") ?? 1 };
}

async function promotionOfVoucher({ db }: Routes, workspaceId: number, code: string | null) {
  const voucher = code === null ? null : await findVoucher(db, workspaceId, code);
  if (code !== null && voucher === null) throw notFound("voucher", code);
  return voucher?.promotionId ? ((await promotionsOf(db, [voucher.promotionId])).get(voucher.promotionId) ?? null) : null;
}
