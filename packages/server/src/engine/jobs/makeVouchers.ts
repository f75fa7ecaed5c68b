import { promotionsOf } from "../../store/promotions/promotions.ts";
import { countOfPromotion } from "../../store/promotions/vouchers.ts";
import { makeVouchers } from "../promotions/codeMaker.ts";
import { JobFailure, type JobKind } from "./job.ts";

/** Codes of one step: about a fifth of a second. */
const STEP = 5_000;

/** Makes the codes of a promotion until there are as many as are wanted. */
export const makeVouchersJob: JobKind = {
  kind: "make_vouchers",
  needs: "promotions:write",

  async *run(job, { db, clock }) {
    const promotionId = String(job.input["promotionId"]);
    const by = String(job.input["by"]);
    for (let made = await countOfPromotion(db, promotionId); ; ) {
      const promotion = (await promotionsOf(db, [promotionId])).get(promotionId);
      if (!promotion) throw new JobFailure("The promotion is gone.");
      const missing = promotion.wanted - made;
      if (missing <= 0) return { summary: { made } };
      const at = clock.now();
      made += (await db.transaction((tx) => makeVouchers(tx, promotion, Math.min(STEP, missing), { at, by }))).length;
      yield { cursor: null, done: made, total: promotion.wanted };
    }
  },
};
