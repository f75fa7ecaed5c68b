import { VoucherifyServerSide } from "@voucherify/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CheckoutDesk } from "../../../engine/promotions/checkoutDesk.ts";
import { PromotionDesk } from "../../../engine/promotions/promotionDesk.ts";
import { PublicationDesk } from "../../../engine/promotions/publicationDesk.ts";
import { unbalancedCards } from "../../../store/promotions/vouchers.ts";
import { API_KEY, type ApiTestServer, apiTestServer } from "../../apiTestServer.ts";
import { runTestJobs } from "../../runTestJobs.ts";
import { voucherifyRoutes } from "./routes.ts";

let server: ApiTestServer;
let client: ReturnType<typeof VoucherifyServerSide>;
let apiUrl: string;
beforeAll(async () => {
  server = await apiTestServer({
    apiPlugins: ({ db, clock, ingest, auditLog, keyRing, jobDesk }) => {
      const desk = { db, clock, wake: () => {} };
      return [
        voucherifyRoutes({
          db,
          clock,
          ingest,
          auditLog,
          keyRing,
          promotionDesk: new PromotionDesk({ db, clock, jobs: jobDesk }),
          publicationDesk: new PublicationDesk(desk),
          checkoutDesk: new CheckoutDesk(desk),
        }),
      ];
    },
  });
  apiUrl = await server.app.listen({ host: "127.0.0.1", port: 0 });
  client = VoucherifyServerSide({ apiUrl, applicationId: "beckon", secretKey: API_KEY });
});
afterAll(() => server.close());

let serial = 0;
const fresh = (word: string) => `${word}-${++serial}`;

async function aGiftCampaign(more: object = {}) {
  const name = fresh("Cards");
  await client.campaigns.create({
    name,
    campaign_type: "GIFT_VOUCHERS",
    type: "STATIC",
    vouchers_count: 3,
    voucher: { type: "GIFT_VOUCHER", gift: { amount: 2_500 }, redemption: { quantity: null }, code_config: { pattern: "GIFT-########" } },
    ...more,
  } as never);
  return name;
}

/** What a promise is refused with, as clients see it. */
async function refusal(
  promise: Promise<unknown>,
): Promise<{ key?: string; code?: number; details?: string; resource_type?: string; error?: { message?: string } }> {
  return promise.then(
    () => ({}),
    (error) => error,
  );
}

const give = (campaign: string, sourceId: string, more: object = {}) =>
  client.distributions.publications.create({ campaign: { name: campaign, count: 1 }, customer: { source_id: sourceId }, ...more } as never) as Promise<{
    id: string;
    voucher: { code: string; gift: { balance: number } };
  }>;
const use = (code: string, amount: number, more: object = {}) =>
  client.redemptions.redeemStackable({ redeemables: [{ object: "voucher", id: code }], order: { amount }, ...more } as never) as unknown as Promise<{
    redemptions: { id: string; amount: number; voucher: { gift: { balance: number } } }[];
    order: { total_amount: number; total_discount_amount: number };
    parent_redemption?: { id: string };
  }>;
const balanceOf = async (code: string) => ((await client.vouchers.get(code)) as unknown as { gift: { balance: number } }).gift.balance;

describe("the reward for a review, by the official SDK", () => {
  test("somebody who wrote one gets one card, pays twice with it, is told why a third time fails, and a refund gives it back", async () => {
    const { body: segment } = await server.call("POST", "/api/segments", {
      kind: "list",
      document: { key: "reviewers", name: "Reviewers" },
    });
    const rule = (await client.validationRules.create({
      name: "Reviewers only",
      error: { message: "Write a review first." },
      rules: { "1": { name: "customer.segment", conditions: { $is: ["reviewers"] } }, logic: "1" },
    } as never)) as { id: string };
    const campaign = await aGiftCampaign({ join_once: true, validation_rules: [rule.id] });
    await client.customers.create({ source_id: "ann", name: "Ann", email: "ann@shop.example", metadata: { plan: "pro" } });
    await server.work();
    expect(await refusal(give(campaign, "ann"))).toMatchObject({ key: "customer_rules_violated", code: 400 });

    await server.call("POST", `/api/segments/${segment.id}/members`, { members: [{ userId: "ann" }] });
    await client.events.create("review_left", { customer: { source_id: "ann" }, metadata: { stars: 5 } } as never);
    await server.work();
    const [first, second] = await Promise.all([give(campaign, "ann"), give(campaign, "ann")]);
    expect(second.voucher.code).toBe(first.voucher.code);
    expect(first.voucher.code).toMatch(/^GIFT-\w{8}$/);

    const { code } = first.voucher;
    const customer = { source_id: "ann" };
    const validated = (await client.validations.validateStackable({
      redeemables: [{ object: "voucher", id: code }],
      customer,
      order: { amount: 900 },
    } as never)) as {
      valid: boolean;
    };
    expect(validated).toMatchObject({ valid: true, order: { total_amount: 0, total_discount_amount: 900 } });
    expect(validated).not.toHaveProperty("inapplicable_redeemables");
    expect(await balanceOf(code)).toBe(2_500);

    const once = await use(code, 900, { customer });
    expect(once).toMatchObject({
      redemptions: [{ amount: 900, result: "SUCCESS", voucher: { gift: { balance: 1_600 } } }],
      order: { total_amount: 0, status: "PAID" },
    });
    expect((await use(code, 4_000, { customer })).order.total_amount).toBe(2_400);
    expect(await refusal(use(code, 100, { customer }))).toMatchObject({ key: "quantity_exceeded", code: 400, resource_type: "redemption" });

    await client.redemptions.rollback(once.redemptions[0]?.id ?? "", { reason: "The cup was broken" });
    expect(await balanceOf(code)).toBe(900);
    expect(await refusal(client.redemptions.rollback(once.redemptions[0]?.id ?? ""))).toMatchObject({ key: "already_rolled_back" });

    await server.work();
    const told = (
      await server.database.db.query<{ name: string; properties: { amount?: number } }>(
        "select name, properties from events where name ~ '^(customer.publication|redemption)' order by id",
      )
    ).rows;
    expect(told.map(({ name, properties }) => [name, properties.amount])).toEqual([
      ["customer.publication.succeeded", undefined],
      ["redemption.succeeded", 900],
      ["redemption.succeeded", 1_600],
      ["redemption.failed", undefined],
      ["redemption.rollback.succeeded", 900],
    ]);
    const wallet = (await client.customers.listRedeemables?.("ann" as never)) as unknown;
    expect(JSON.stringify(wallet ?? (await server.call("GET", "/v1/customers/ann/redeemables")).body)).toContain(code);
  });

  test("a stranger is told by the rule's own words at the checkout", async () => {
    const rule = (await client.validationRules.create({
      name: "Pro only",
      error: { message: "This is for members of Pro." },
      rules: { "1": { name: "customer.metadata", property: "plan", conditions: { $is: ["pro"] } } },
    } as never)) as { id: string };
    const campaign = await aGiftCampaign();
    await client.validationRules.createAssignment(rule.id, { related_object_type: "campaign", related_object_id: campaign } as never);
    const { vouchers } = (await client.vouchers.list({ campaign } as never)) as { vouchers: { code: string }[] };
    const [voucher] = vouchers;
    const answer = await refusal(use(voucher?.code ?? "", 100, { customer: { source_id: "bob", metadata: { plan: "free" } } }));
    expect(answer).toMatchObject({ key: "customer_rules_violated", error: { message: "This is for members of Pro." } });
    expect((await use(voucher?.code ?? "", 100, { customer: { source_id: "cem", metadata: { plan: "pro" } } })).redemptions).toHaveLength(1);
  });
});

describe("vouchers by the SDK", () => {
  test("one is made with a code of one's own, read, switched off and on, topped up and deleted", async () => {
    const code = `A/B ${fresh("c")}`;
    await client.vouchers.create({ code, type: "GIFT_VOUCHER", gift: { amount: 100 }, metadata: { shelf: 3 } } as never);
    expect(await client.vouchers.get(code)).toMatchObject({
      code,
      type: "GIFT_VOUCHER",
      gift: { amount: 100, balance: 100 },
      metadata: { shelf: 3 },
      active: true,
    });
    await client.vouchers.disable(code);
    expect(await refusal(use(code, 10))).toMatchObject({ key: "voucher_disabled" });
    await client.vouchers.enable(code);
    expect(await client.vouchers.balance?.create(code, { amount: 50 } as never)).toMatchObject({ balance: 150, total: 150 });
    await client.vouchers.delete(code);
    expect(await refusal(client.vouchers.get(code))).toMatchObject({ code: 404, key: "not_found", resource_type: "voucher" });
  });

  test("a code is drawn where none is given, and one that is taken is refused", async () => {
    const made = (await client.vouchers.create({ type: "DISCOUNT_VOUCHER", discount: { type: "PERCENT", percent_off: 10 } } as never)) as { code: string };
    expect(made.code).toMatch(/^\w{8}$/);
    expect(
      await refusal(client.vouchers.create({ code: made.code, type: "DISCOUNT_VOUCHER", discount: { type: "PERCENT", percent_off: 10 } } as never)),
    ).toMatchObject({ code: 409, key: "duplicate_found" });
  });

  test("several are used together or not at all, and taken back together", async () => {
    const [off, card] = [fresh("OFF"), fresh("CARD")];
    await client.vouchers.create({ code: off, type: "DISCOUNT_VOUCHER", discount: { type: "PERCENT", percent_off: 10 }, redemption: { quantity: 1 } } as never);
    await client.vouchers.create({ code: card, type: "GIFT_VOUCHER", gift: { amount: 500 } } as never);
    const both = { redeemables: [off, card].map((id) => ({ object: "voucher", id })), order: { amount: 1_000 } };
    const used = (await client.redemptions.redeemStackable(both as never)) as unknown as Awaited<ReturnType<typeof use>>;
    expect(used).toMatchObject({ redemptions: [{ amount: 100 }, { amount: 500 }], order: { total_amount: 400, total_discount_amount: 600 } });
    expect(await refusal(client.redemptions.redeemStackable(both as never))).toMatchObject({ key: "quantity_exceeded" });
    expect(await refusal(client.redemptions.rollback(used.redemptions[1]?.id ?? ""))).toMatchObject({ key: "invalid_redemption_parent" });
    await client.redemptions.rollbackStackable(used.parent_redemption?.id as never);
    expect(await balanceOf(card)).toBe(500);
  });

  test("what one holds back at the checkout nobody else can use, until it is let go of", async () => {
    const code = fresh("HELD");
    await client.vouchers.create({ code, type: "GIFT_VOUCHER", gift: { amount: 500 } } as never);
    const wish = { redeemables: [{ object: "voucher", id: code, gift: { credits: 400 } }], order: { amount: 400 } };
    const held = (await client.validations.validateStackable({ ...wish, session: { type: "LOCK", ttl: 5, ttl_unit: "MINUTES" } } as never)) as {
      session: { key: string };
    };
    expect(await refusal(client.redemptions.redeemStackable(wish as never))).toMatchObject({ key: "gift_amount_exceeded" });
    await client.vouchers.releaseValidationSession(code, held.session.key);
    expect((await use(code, 400)).redemptions).toHaveLength(1);
    expect(await refusal(client.vouchers.releaseValidationSession(code, held.session.key))).toMatchObject({ code: 404 });
  });

  test("a card's history is every movement of its money", async () => {
    const code = fresh("BOOK");
    await client.vouchers.create({ code, type: "GIFT_VOUCHER", gift: { amount: 300 } } as never);
    const used = await use(code, 200);
    await client.redemptions.rollback(used.redemptions[0]?.id ?? "");
    const { data } = (await server.call("GET", `/v1/vouchers/${code}/transactions`)).body as {
      data: { type: string; details: { balance: { amount: number; balance: number } } }[];
    };
    expect(data.map(({ type, details }) => [type, details.balance.amount, details.balance.balance])).toEqual([
      ["CREDITS_REFUND", 200, 300],
      ["CREDITS_REDEMPTION", -200, 100],
      ["CREDITS_ADDITION", 300, 300],
    ]);
  });

  test("the codes of a campaign come in the background where they are many, and a pattern without room is refused with the arithmetic", async () => {
    const name = await aGiftCampaign({ vouchers_count: 2_500 });
    expect(await client.campaigns.get(name)).toMatchObject({ vouchers_count: 1_000, vouchers_generation_status: "IN_PROGRESS" });
    await runTestJobs(server);
    expect(await client.campaigns.get(name)).toMatchObject({ vouchers_count: 2_500, vouchers_generation_status: "DONE" });
    const tight = aGiftCampaign({
      vouchers_count: 60,
      voucher: { type: "GIFT_VOUCHER", gift: { amount: 1 }, code_config: { pattern: "##", charset: "0123456789" } },
    });
    expect((await refusal(tight)).details).toContain("There is not room for 60 codes");
  });
});

test("what was given to a customer and what they used is listed with who they are", async () => {
  const campaign = await aGiftCampaign();
  const { voucher } = await give(campaign, "lena", {});
  await use(voucher.code, 40, { customer: { source_id: "lena" } });
  const [{ publications }, { redemptions }] = (await Promise.all([
    client.distributions.publications.list({ customer: "lena" } as never),
    client.redemptions.list({ customer: "lena" } as never),
  ])) as unknown as [{ publications: unknown[] }, { redemptions: unknown[] }];
  expect(publications).toMatchObject([{ customer: { source_id: "lena" }, voucher: { code: voucher.code, campaign } }]);
  expect(redemptions).toMatchObject([{ amount: 40, customer: { source_id: "lena" }, voucher: { code: voucher.code, campaign } }]);
});

describe("under pressure", () => {
  const each = <T>(count: number, work: (index: number) => Promise<T>) => Promise.all(Array.from({ length: count }, (_, index) => work(index)));

  test("sixty-four at one card take no more than it holds, and rollbacks give back exactly what they took", async () => {
    const code = fresh("HOT");
    await client.vouchers.create({ code, type: "GIFT_VOUCHER", gift: { amount: 1_000 } } as never);
    const answers = await each(64, () => use(code, 70).catch(() => null));
    const won = answers.flatMap((answer) => answer?.redemptions ?? []);
    expect(won.reduce((sum, { amount }) => sum + amount, 0)).toBe(1_000);
    expect(await balanceOf(code)).toBe(0);
    await each(won.length, (index) => client.redemptions.rollback(won[index]?.id ?? ""));
    expect(await balanceOf(code)).toBe(1_000);
    expect(await unbalancedCards(server.database.db, 1, 10)).toEqual([]);
  });

  test("a limit for each customer holds when they try at once with different vouchers", async () => {
    const rule = (await client.validationRules.create({
      name: "Two each",
      rules: { "1": { name: "redemption.count.per_customer", conditions: { $less_than_or_equal: [2] } } },
    } as never)) as { id: string };
    const campaign = await aGiftCampaign({ vouchers_count: 8, validation_rules: [rule.id] });
    const { vouchers } = (await client.vouchers.list({ campaign, limit: 20 } as never)) as { vouchers: { code: string }[] };
    await client.customers.create({ source_id: "dora" });
    const answers = await each(8, (index) => use(vouchers[index]?.code ?? "", 10, { customer: { source_id: "dora" } }).catch(() => null));
    expect(answers.filter((answer) => answer !== null)).toHaveLength(2);
  });

  test("no code is given twice, however many ask at once", async () => {
    const campaign = await aGiftCampaign({ vouchers_count: 20 });
    const answers = await each(30, (index) => give(campaign, `guest-${index}`).catch((error) => error.key as string));
    const codes = answers.flatMap((answer) => (typeof answer === "string" ? [] : answer.voucher.code));
    expect(codes).toHaveLength(20);
    expect(new Set(codes).size).toBe(20);
    expect(answers.filter((answer) => typeof answer === "string")).toEqual(Array(10).fill("no_voucher_suitable_for_publication"));
  });

  test("stacks that name the same cards in other orders do not wait for each other for ever", async () => {
    const codes = [fresh("X"), fresh("Y"), fresh("Z")];
    for (const code of codes) await client.vouchers.create({ code, type: "GIFT_VOUCHER", gift: { amount: 10_000 } } as never);
    const turned = (index: number) => [0, 1, 2].map((place) => ({ object: "voucher", id: codes[(place + index) % 3], gift: { credits: 10 } }));
    const answers = await each(24, (index) => client.redemptions.redeemStackable({ redeemables: turned(index), order: { amount: 30 } } as never));
    expect(answers).toHaveLength(24);
    for (const code of codes) expect(await balanceOf(code)).toBe(10_000 - 240);
  });

  test("the same wish under one key is done once, also by many at once", async () => {
    const code = fresh("KEY");
    await client.vouchers.create({ code, type: "GIFT_VOUCHER", gift: { amount: 1_000 } } as never);
    const key = fresh("order");
    const answers = await each(12, () =>
      server.call("POST", "/v1/redemptions", { redeemables: [{ object: "voucher", id: code }], order: { amount: 300 } }, { "idempotency-key": key }),
    );
    expect(new Set(answers.map(({ body }) => body.redemptions[0].id)).size).toBe(1);
    expect(await balanceOf(code)).toBe(700);
  });
});

describe("whatever is sent", () => {
  test.each([
    ["POST", "/v1/campaigns", {}, 400],
    ["POST", "/v1/campaigns", { name: "x", voucher: { type: "LOYALTY_CARD", loyalty_card: {} } }, 400],
    ["POST", "/v1/campaigns", { name: "x", vouchers_count: 1.5, voucher: { gift: { amount: 1 } } }, 400],
    ["POST", "/v1/vouchers", { gift: { amount: -5 } }, 400],
    ["POST", "/v1/vouchers", { gift: { amount: 1 }, code: "a\u0000b" }, 400],
    ["POST", "/v1/redemptions", { redeemables: "all" }, 400],
    ["POST", "/v1/redemptions", { redeemables: [{ object: "voucher", id: "nope" }] }, 404],
    ["POST", "/v1/redemptions/r_nope/rollback", {}, 404],
    ["POST", "/v1/publications", { campaign: "none", customer: { source_id: "x" } }, 404],
    ["POST", "/v1/publications", { campaign: "none" }, 400],
    ["POST", "/v1/validation-rules", { rules: { "1": { name: "moon" } } }, 400],
    ["GET", "/v1/vouchers?limit=1000", undefined, 400],
    ["GET", "/v1/campaigns?page=100000", undefined, 400],
    ["GET", "/v1/vouchers/%00", undefined, 400],
  ] as const)("%s %s is refused in the shape that clients read, and is no fault of ours", async (method, url, body, status) => {
    const answer = await server.call(method, url, body);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({
      code: status,
      key: expect.any(String),
      message: expect.any(String),
      details: expect.any(String),
      request_id: expect.any(String),
    });
  });

  test("a wrong token is told so", async () => {
    const stranger = VoucherifyServerSide({ apiUrl, applicationId: "beckon", secretKey: "wrong" });
    expect(await refusal(stranger.campaigns.list())).toMatchObject({ code: 401, key: "unauthorized" });
  });
});
