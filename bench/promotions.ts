import { setTimeout as wait } from "node:timers/promises";
import { orderOf } from "@beckon/core";
import { systemClock } from "../packages/server/src/clock.ts";
import type { JobTools } from "../packages/server/src/engine/jobs/job.ts";
import { makeVouchersJob } from "../packages/server/src/engine/jobs/makeVouchers.ts";
import { CheckoutDesk, type CheckoutRequest } from "../packages/server/src/engine/promotions/checkoutDesk.ts";
import { newId } from "../packages/server/src/ids.ts";
import type { Db } from "../packages/server/src/store/db.ts";
import type { JobRow } from "../packages/server/src/store/jobs.ts";
import { insertPromotion, type PromotionRow } from "../packages/server/src/store/promotions/promotions.ts";
import { unbalancedCards } from "../packages/server/src/store/promotions/vouchers.ts";
import { openBench, percentile, progress, report } from "./harness.ts";
import type { BenchOptions } from "./options.ts";

const CODES = Number(process.env["BENCH_CODES"] ?? 1_000_000);
const CARD = 1_000_000;
const CLIENTS = 32;
const MEASURED_MS = 8_000;
const VALIDATIONS_A_SECOND = 200;

const PARTS = { generate, many: redeemMany, hot: redeemHot, validate };

interface Shop {
  readonly db: Db;
  readonly desk: CheckoutDesk;
  readonly promotion: PromotionRow;
}

/**
 * What promotions cost: a million codes, uses over many cards and at a single hot one, and what a validation takes at two hundred a
 * second. The limit is the same rows written by bare statements, in transactions of the same form.
 */
export async function run({ only }: BenchOptions): Promise<void> {
  const bench = await openBench();
  const { db } = bench.database;
  try {
    const now = systemClock.now();
    const promotion: PromotionRow = {
      id: newId(now),
      workspaceId: 1,
      name: "Cards",
      kind: "gift_card",
      worth: { kind: "gift_card", amount: CARD, balance: CARD },
      codeConfig: { pattern: "GIFT-##########" },
      uses: null,
      active: true,
      startsAt: null,
      expiresAt: null,
      joinOnce: false,
      refills: false,
      wanted: CODES,
      description: "",
      metadata: {},
      createdAt: now,
      updatedAt: now,
    };
    await insertPromotion(db, promotion);
    const shop: Shop = { db, promotion, desk: new CheckoutDesk({ db, clock: systemClock, wake: () => {} }) };
    for (const [name, part] of Object.entries(PARTS)) if (name === "generate" || only === null || name.includes(only)) await part(shop);
    const wrong = await unbalancedCards(db, 1, 1);
    if (wrong.length > 0) throw new Error(`The balance of ${wrong[0]?.code} is not the sum of its entries.`);
  } finally {
    await bench.close();
  }
}

async function generate({ db, promotion }: Shop): Promise<void> {
  const began = performance.now();
  const job = { workspaceId: 1, input: { promotionId: promotion.id, by: "bench" }, cursor: null } as unknown as JobRow;
  for await (const { done } of makeVouchersJob.run(job, { db, clock: systemClock } as unknown as JobTools))
    if (done % 200_000 < 5_000) progress(`${done} codes`);
  const seconds = (performance.now() - began) / 1_000;
  const bare = performance.now();
  await db.query("create table bare_codes (like vouchers including indexes)");
  await db.query("create table bare_entries (like voucher_entries including indexes)");
  await db.query("insert into bare_codes select * from vouchers");
  await db.query("insert into bare_entries select * from voucher_entries");
  const limit = (performance.now() - bare) / 1_000;
  await db.query("drop table bare_codes, bare_entries");
  report({ bench: "promotions", figure: "generate_1m_s", value: (seconds * 1_000_000) / CODES, unit: "s", limit: (limit * 1_000_000) / CODES });
}

async function codesOf(db: Db, count: number): Promise<string[]> {
  const { rows } = await db.query<{ code: string }>("select code from vouchers order by id limit $1", [count]);
  return rows.map(({ code }) => code);
}

function wishOf(code: string): CheckoutRequest {
  const order = { amount: 10 };
  return {
    workspaceId: 1,
    wanted: [{ code, credits: null }],
    profileId: null,
    attributes: {},
    order: orderOf(order.amount, [], {}),
    orderSent: order,
    metadata: {},
    sessionKey: null,
    by: "bench",
  };
}

async function redeemMany(shop: Shop): Promise<void> {
  const codes = await codesOf(shop.db, 20_000);
  await compare(shop, "redemptions_per_s", (turn) => codes[(turn * 7_919) % codes.length] ?? "");
}

async function redeemHot(shop: Shop): Promise<void> {
  const [code = ""] = await codesOf(shop.db, 1);
  await compare(shop, "hot_card_redemptions_per_s", () => code);
}

async function compare({ db, desk }: Shop, figure: string, codeAt: (turn: number) => string): Promise<void> {
  const ours = await perSecond(async (turn) => {
    const answer = await desk.redeem(wishOf(codeAt(turn)), null);
    if (!answer.ok) throw new Error(`A use was refused: ${JSON.stringify(answer)}`);
  });
  const bare = await perSecond((turn) => bareUse(db, codeAt(turn)));
  await db.query("delete from redemptions where by = 'bare'");
  await db.query("delete from voucher_entries where by = 'bare'");
  await db.query("update vouchers set balance = amount - coalesce((select sum(amount) from redemptions r where r.voucher_id = vouchers.id), 0) where used > 0");
  report({ bench: "promotions", figure, value: ours, unit: "1/s", limit: bare });
}

/** The same rows, with nothing decided: the card is held, paid from, and its history written. */
function bareUse(db: Db, code: string): Promise<unknown> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.query<{ id: string; balance: number }>(
      "select id, balance from vouchers where workspace_id = 1 and code = $1 for update",
      [code],
      "bare_lock",
    );
    const [card] = rows;
    const now = systemClock.now();
    const id = newId(now);
    await tx.query(
      `insert into redemptions (id, workspace_id, kind, voucher_id, result, amount, at, by) values ($1, 1, 'redemption', $2, 'success', 10, now(), 'bare')`,
      [id, card?.id],
      "bare_redemption",
    );
    await tx.query("update vouchers set balance = balance - 10, used = used + 1 where id = $1", [card?.id], "bare_update");
    await tx.query(
      `insert into voucher_entries (id, workspace_id, voucher_id, redemption_id, kind, from_account, to_account, amount, balance, at, by)
       values ($1, 1, $2, $3, 'redeemed', 'card', 'orders', 10, $4, now(), 'bare')`,
      [newId(now), card?.id, id, (card?.balance ?? 0) - 10],
      "bare_entry",
    );
  });
}

async function perSecond(work: (turn: number) => Promise<unknown>): Promise<number> {
  const until = performance.now() + MEASURED_MS;
  let turn = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (performance.now() < until) {
        turn += 1;
        await work(turn);
      }
    }),
  );
  return turn / ((performance.now() - began) / 1_000);
}

async function validate({ db, desk }: Shop): Promise<void> {
  const codes = await codesOf(db, 20_000);
  // The first find no connections open and no code compiled.
  for (const code of codes.slice(0, 500)) await desk.validate({ ...wishOf(code), reserveUntil: null });
  const took: number[] = [];
  const waiting: Promise<void>[] = [];
  const began = performance.now();
  for (let turn = 0; turn < VALIDATIONS_A_SECOND * 10; turn += 1) {
    await wait(Math.max(0, began + (turn * 1_000) / VALIDATIONS_A_SECOND - performance.now()));
    const from = performance.now();
    waiting.push(desk.validate({ ...wishOf(codes[turn % codes.length] ?? ""), reserveUntil: null }).then(() => void took.push(performance.now() - from)));
  }
  await Promise.all(waiting);
  const bare: number[] = [];
  for (const code of codes.slice(0, 2_000)) {
    const from = performance.now();
    await db.query("select * from vouchers where workspace_id = 1 and code = $1", [code], "bare_read");
    bare.push(performance.now() - from);
  }
  progress(`Of the validations: p50 ${percentile(took, 50).toFixed(1)} ms, p95 ${percentile(took, 95).toFixed(1)} ms.`);
  report({ bench: "promotions", figure: "validation_p99_ms", value: percentile(took, 99), unit: "ms", limit: percentile(bare, 99) });
}
