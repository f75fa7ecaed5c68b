import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { type Checkout, checkOut, type Redeemable } from "./checkout.ts";
import { codeOf, codeSpaceOf, judgeCodes } from "./code.ts";
import { added, issued, type LedgerEntry, redeemed, rolledBack } from "./ledger.ts";
import { orderOf } from "./order.ts";
import { readRule, type ValidationRule } from "./validationRule.ts";
import { NOTHING_RESERVED, type Voucher, type Worth } from "./voucher.ts";

const NOW = Date.UTC(2026, 10, 25, 12);

function aVoucher(worth: Worth, more: Partial<Voucher> = {}): Voucher {
  return {
    id: "v",
    workspaceId: 1,
    promotionId: null,
    code: "CODE",
    worth,
    active: true,
    startsAt: null,
    expiresAt: null,
    uses: null,
    used: 0,
    usedAmount: 0,
    holderId: null,
    publishedAt: null,
    metadata: {},
    createdAt: NOW,
    ...more,
  };
}

const aCard = (balance: number, more: Partial<Voucher> = {}) => aVoucher({ kind: "gift_card", amount: balance, balance }, more);
const percent = (off: number, most: number | null = null) =>
  aVoucher({ kind: "discount", discount: { kind: "percent", off, most, on: "order" } }, { id: `${off} %` });

function aRule(rules: JsonObject, applicableTo: JsonObject | null = null): ValidationRule {
  return { id: "r", name: "the rule", message: null, ...readRule(rules, applicableTo) };
}

function use(voucher: Voucher, more: Partial<Redeemable> = {}): Redeemable {
  return { voucher, promotion: null, rules: [], reserved: NOTHING_RESERVED, credits: null, ...more };
}

function at(amount: number, more: Partial<Checkout> = {}): Checkout {
  return { order: orderOf(amount, [], {}), customer: null, metadata: {}, countOf: () => 0, now: NOW, ...more };
}

const keysOf = (redeemables: readonly Redeemable[], checkout: Checkout) =>
  checkOut(redeemables, checkout).verdicts.map((verdict) => (verdict.status === "inapplicable" ? verdict.refusal.key : verdict.status));

describe("codes", () => {
  test("a pattern draws where it has a #, and keeps the rest", () => {
    expect(codeOf({ pattern: "GIFT-##-#", charset: "AB" }, (below) => below - 1)).toBe("GIFT-BB-B");
    expect(codeOf({ length: 3, prefix: "A-", postfix: "-Z", charset: "x" }, () => 0)).toBe("A-xxx-Z");
  });

  test("a character that stands twice in the set counts once", () => {
    expect(codeSpaceOf({ pattern: "##", charset: "AAB" })).toEqual({ drawn: 2, characters: 2, codes: 4 });
  });

  test("a form without room is refused with the arithmetic, and one that can be guessed is warned of", () => {
    expect(judgeCodes({ pattern: "##", charset: "0123456789" }, 60).problem).toBe(
      "There is not room for 60 codes: 10 characters, 2 of them drawn: 100 different codes, and at most half of them may be taken. Draw more characters.",
    );
    expect(judgeCodes({ pattern: "GIFT" }, 1).problem).toContain("Nothing of the code is drawn");
    expect(judgeCodes({ length: 4, charset: "0123456789" }, 100)).toMatchObject({ problem: null, guess: 0.01 });
    expect(judgeCodes({ length: 4, charset: "0123456789" }, 100).warning).toContain("One guess in 100");
    expect(judgeCodes({ length: 12 }, 1_000_000)).toMatchObject({ problem: null, warning: null });
  });
});

describe("at the checkout", () => {
  test("a gift card pays what there is of it and of the order", () => {
    expect(checkOut([use(aCard(2_500))], at(1_000))).toMatchObject({ valid: true, order: { total: 0, orderDiscount: 1_000 } });
    expect(checkOut([use(aCard(2_500))], at(4_000)).order.total).toBe(1_500);
    expect(checkOut([use(aCard(2_500), { credits: 700 })], at(1_000)).order.total).toBe(300);
  });

  test("it pays no more than it has, not what others hold back, and not more than the order costs", () => {
    expect(keysOf([use(aCard(2_500), { credits: 2_501 })], at(9_000))).toEqual(["gift_amount_exceeded"]);
    expect(keysOf([use(aCard(2_500), { credits: 2_000, reserved: { uses: 0, credits: 600 } })], at(9_000))).toEqual(["gift_amount_exceeded"]);
    expect(keysOf([use(aCard(2_500), { credits: 1_001 })], at(1_000))).toEqual(["gift_amount_exceeded"]);
    expect(keysOf([use(aCard(2_500))], at(0))).toEqual(["missing_amount"]);
    expect(keysOf([use(aCard(0))], at(100))).toEqual(["quantity_exceeded"]);
  });

  test("its time, its switch and its number of uses are looked at first", () => {
    expect(keysOf([use(aCard(1, { active: false }))], at(1))).toEqual(["voucher_disabled"]);
    expect(keysOf([use(aCard(1, { startsAt: NOW + 1 }))], at(1))).toEqual(["voucher_not_active"]);
    expect(keysOf([use(aCard(1, { expiresAt: NOW }))], at(1))).toEqual(["voucher_expired"]);
    expect(keysOf([use(aCard(1, { uses: 2, used: 1 }), { reserved: { uses: 1, credits: 0 } })], at(1))).toEqual(["quantity_exceeded"]);
  });

  test("several go one after the other: a tenth off, then the card pays the rest", () => {
    const { verdicts, order } = checkOut([use(percent(10)), use(aCard(500))], at(1_000));
    expect(verdicts.map((verdict) => verdict.status === "applicable" && verdict.taken)).toEqual([100, 500]);
    expect(order.total).toBe(400);
  });

  test("all or none: after one that cannot be used nothing is looked at, and nothing is taken off", () => {
    const checked = checkOut([use(percent(10)), use(aCard(0)), use(aCard(500))], at(1_000));
    expect(checked).toMatchObject({ valid: false, order: { total: 1_000 } });
    expect(checked.verdicts.map(({ status }) => status)).toEqual(["applicable", "inapplicable", "skipped"]);
  });

  test("a share of an order has a limit, and a discount on lines touches only those that the rule names", () => {
    expect(checkOut([use(percent(50, 300))], at(1_000)).order.total).toBe(700);
    const off = aVoucher({ kind: "discount", discount: { kind: "amount", off: 150, on: "items" } });
    const line = (productId: string, quantity: number, price: number) => ({
      productId,
      skuId: null,
      quantity,
      price,
      amount: quantity * price,
      discount: 0,
      metadata: {},
    });
    const order = orderOf(null, [line("tea", 2, 400), line("cup", 1, 900)], {});
    const rule = aRule({ logic: "" }, { included: [{ object: "product", id: "tea" }] });
    expect(checkOut([use(off, { rules: [rule] })], at(0, { order })).order).toMatchObject({ itemsDiscount: 300, total: 1_400 });
  });
});

describe("a rule", () => {
  const segmentIs = { name: "customer.segment", conditions: { $is: ["reviewers"] } };
  const over = (amount: number) => ({ name: "order.amount", conditions: { $more_than: [String(amount)] } });
  const reviewer = { id: "p", attributes: { plan: "pro" }, segments: new Set(["reviewers"]) };

  test("lets in whom it means, and says by which group it refuses", () => {
    const rules = [aRule({ "1": segmentIs, logic: "1" })];
    expect(keysOf([use(aCard(1), { rules })], at(1, { customer: reviewer }))).toEqual(["applicable"]);
    expect(keysOf([use(aCard(1), { rules })], at(1, { customer: { ...reviewer, segments: new Set() } }))).toEqual(["customer_rules_violated"]);
    expect(keysOf([use(aCard(1), { rules })], at(1))).toEqual(["customer_rules_violated"]);
  });

  test("its lines go together as its logic says, and before or", () => {
    const rules = [aRule({ "1": segmentIs, "2": over(50), "3": over(500), logic: "(1 AND 2) or 3" })];
    expect(keysOf([use(aCard(1), { rules })], at(60, { customer: reviewer }))).toEqual(["applicable"]);
    expect(keysOf([use(aCard(1), { rules })], at(60))).toEqual(["customer_rules_violated"]);
    expect(keysOf([use(aCard(1), { rules })], at(600))).toEqual(["applicable"]);
  });

  test("a limit counts this time, too, and the voucher before it in the same order", () => {
    const rules = [aRule({ "1": { name: "redemption.count.per_customer", conditions: { $less_than_or_equal: 2 } }, logic: "1" })];
    const [one, two] = [aCard(10, { id: "a", promotionId: "p" }), aCard(10, { id: "b", promotionId: "p" })];
    const checkout = at(100, { customer: reviewer, countOf: () => 1 });
    expect(keysOf([use(one, { rules })], checkout)).toEqual(["applicable"]);
    expect(keysOf([use(one, { rules }), use(two, { rules })], checkout)).toEqual(["applicable", "redemption_rules_violated"]);
  });

  test("only the one it was given to may use it", () => {
    const rules = [aRule({ "1": { name: "publication.redeemable_by_linked_customer", conditions: { $is: [true] } }, logic: "1" })];
    expect(keysOf([use(aCard(1, { holderId: "p" }), { rules })], at(1, { customer: reviewer }))).toEqual(["applicable"]);
    expect(keysOf([use(aCard(1, { holderId: "q" }), { rules })], at(1, { customer: reviewer }))).toEqual(["customer_rules_violated"]);
    expect(keysOf([use(aCard(1), { rules })], at(1))).toEqual(["customer_rules_violated"]);
  });

  test.each([
    [{ "1": { name: "moon.phase", conditions: { $is: ["full"] } } }, 'Line 1 has the name "moon.phase"'],
    [{ "1": { name: "order.metadata", conditions: { $is: ["x"] } } }, "must name a property"],
    [{ "1": { name: "order.amount", conditions: { $near: [1] } } }, "compares by $near"],
    [{ "1": over(1), logic: "(1 and 2" }, "names 2; there is 1"],
    [{ "1": over(1), logic: "(1" }, "not closed"],
    [{ "1": over(1), logic: "1 1" }, 'goes on with "1"'],
  ])("%o is refused with what is wrong", (rules, words) => {
    expect(() => readRule(rules as unknown as JsonObject, null)).toThrow(words);
  });
});

describe("the ledger", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("redeem" as const), amount: fc.integer({ min: 1, max: 900 }) }),
    fc.record({ kind: fc.constant("roll back" as const), which: fc.nat(20) }),
    fc.record({ kind: fc.constant("add" as const), amount: fc.integer({ min: 1, max: 500 }) }),
  );

  test("whatever happens to a card, its balance is the sum of its entries and never below nothing, and all accounts together are nothing", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.array(step, { maxLength: 40 }), (amount, steps) => {
        const begun = issued(aCard(amount));
        let card = begun.voucher;
        const entries: LedgerEntry[] = begun.entry ? [begun.entry] : [];
        const open: number[] = [];
        const take = (moved: ReturnType<typeof redeemed>) => {
          card = moved.voucher;
          if (moved.entry) entries.push(moved.entry);
        };
        for (const one of steps) {
          if (one.kind === "add") take(added(card, one.amount));
          else if (one.kind === "roll back") for (const taken of open.splice(one.which, 1)) take(rolledBack(card, taken));
          else {
            const [verdict] = checkOut([use(card, { credits: one.amount })], at(one.amount)).verdicts;
            if (verdict?.status !== "applicable") continue;
            open.push(verdict.taken);
            take(redeemed(card, verdict.taken));
          }
          const accounts = { issuer: 0, card: 0, orders: 0 };
          for (const entry of entries) {
            accounts[entry.from] -= entry.amount;
            accounts[entry.to] += entry.amount;
          }
          const balance = card.worth.kind === "gift_card" ? card.worth.balance : Number.NaN;
          expect(balance).toBe(accounts.card);
          expect(balance).toBeGreaterThanOrEqual(0);
          expect(accounts.issuer + accounts.card + accounts.orders).toBe(0);
          expect(card.used).toBe(open.length);
          expect(entries.at(-1)?.balance).toBe(balance);
        }
      }),
      { numRuns: 300 },
    );
  });
});
