import {
  type CountKey,
  type Customer,
  countKey,
  factsOf,
  type Instant,
  type Json,
  type JsonObject,
  NOTHING_RESERVED,
  type Redeemable,
  type RedemptionCount,
  readRule,
  type ValidationRule,
  type Voucher,
} from "@beckon/core";
import type { Query } from "../../store/db.ts";
import { segmentsOf } from "../../store/memberships.ts";
import { idsOfPerson } from "../../store/profileSearch.ts";
import { readPeople } from "../../store/profiles.ts";
import { type PromotionRow, promotionsOf } from "../../store/promotions/promotions.ts";
import { lockCounts } from "../../store/promotions/redemptionCounts.ts";
import { reservedOf } from "../../store/promotions/reservations.ts";
import { rulesOf, type ValidationRuleRow } from "../../store/promotions/validationRules.ts";
import { readWorkspace } from "../../store/workspaces.ts";

/** What somebody wants to use: a code, and of a gift card how much. */
export interface Wanted {
  readonly code: string;
  readonly credits: number | null;
}

/** All that decides whether vouchers may be used. */
export interface CheckoutFacts {
  readonly redeemables: readonly Redeemable[];
  readonly promotions: ReadonlyMap<string, PromotionRow>;
  readonly customer: Customer | null;
  readonly countOf: (voucher: Voucher, count: RedemptionCount) => number;
  /** The counts that one more use of it raises. */
  readonly keysOf: (voucher: Voucher) => readonly string[];
}

export interface FactsAsked {
  readonly workspaceId: number;
  readonly wanted: readonly Wanted[];
  /** In the order of what is wanted. */
  readonly vouchers: readonly Voucher[];
  readonly profileId: string | null;
  /** What the caller says of the person beside what is known. */
  readonly attributes: JsonObject;
  readonly sessionKey: string | null;
  readonly now: Instant;
}

/** Reads what the decision needs. Within a transaction that holds the vouchers, what it says is true until the end. */
export async function readFacts(q: Query, asked: FactsAsked): Promise<CheckoutFacts> {
  const { workspaceId, vouchers, profileId, now } = asked;
  const promotionIds = [...new Set(vouchers.flatMap((voucher) => voucher.promotionId ?? []))];
  const promotions = await promotionsOf(q, promotionIds);
  const laid = (
    await rulesOf(
      q,
      promotionIds,
      vouchers.map(({ id }) => id),
    )
  ).map(({ promotionId, voucherId, ...row }) => ({ promotionId, voucherId, rule: ruleOf(row) }));
  const rulesFor = (voucher: Voucher) =>
    laid
      .filter(({ promotionId, voucherId }) => voucherId === voucher.id || (promotionId !== null && promotionId === voucher.promotionId))
      .map(({ rule }) => rule);
  const reserved = await reservedOf(
    q,
    vouchers.map(({ id }) => id),
    asked.sessionKey,
    now,
  );
  const needs = factsOf(laid.map(({ rule }) => rule));
  const person = profileId === null ? null : await readCustomer(q, workspaceId, profileId, asked.attributes, needs.segments.size > 0);
  const keys = needs.counts.length === 0 ? NO_KEYS : await countKeysOf(q, asked, vouchers, rulesFor);
  const counts = await lockCounts(q, workspaceId, [...new Map([...keys.values()].flat().map(({ key }) => [key.key, key])).values()]);
  return {
    redeemables: vouchers.map((voucher, index) => ({
      // Who was merged into the one at the checkout is that person.
      voucher: person !== null && voucher.holderId !== null && person.ids.includes(voucher.holderId) ? { ...voucher, holderId: person.customer.id } : voucher,
      promotion: voucher.promotionId === null ? null : (promotions.get(voucher.promotionId) ?? null),
      rules: rulesFor(voucher),
      reserved: reserved.get(voucher.id) ?? NOTHING_RESERVED,
      credits: asked.wanted[index]?.credits ?? null,
    })),
    promotions,
    customer: person?.customer ?? null,
    countOf: (voucher, count) => {
      const found = keys.get(voucher.id)?.find((one) => one.count.of === count.of && one.count.period === count.period);
      return found ? (counts.get(found.key.key) ?? 0) : 0;
    },
    keysOf: (voucher) => (keys.get(voucher.id) ?? []).map(({ key }) => key.key),
  };
}

type CountsOfVouchers = ReadonlyMap<string, readonly { readonly count: RedemptionCount; readonly key: CountKey }[]>;
const NO_KEYS: CountsOfVouchers = new Map();

/** Days and weeks of a limit are the workspace's. */
async function countKeysOf(
  q: Query,
  { workspaceId, profileId, now }: FactsAsked,
  vouchers: readonly Voucher[],
  rulesFor: (voucher: Voucher) => readonly ValidationRule[],
): Promise<CountsOfVouchers> {
  const zone = (await readWorkspace(q, workspaceId))?.settings.timeZone ?? "UTC";
  return new Map(
    vouchers.map((voucher) => [
      voucher.id,
      factsOf(rulesFor(voucher)).counts.flatMap((count) => {
        const key = countKey(count, { promotionId: voucher.promotionId, voucherId: voucher.id, customerId: profileId }, zone, now);
        return key === null ? [] : [{ count, key }];
      }),
    ]),
  );
}

async function readCustomer(
  q: Query,
  workspaceId: number,
  profileId: string,
  attributes: JsonObject,
  withSegments: boolean,
): Promise<{ readonly customer: Customer; readonly ids: readonly string[] }> {
  const person = (await readPeople(q, [profileId])).get(profileId);
  const ids = await idsOfPerson(q, workspaceId, profileId);
  const segments = withSegments ? await segmentsOf(q, profileId) : [];
  return {
    customer: { id: profileId, attributes: { ...person?.profile?.attributes, ...attributes }, segments: new Set(segments.flatMap(({ id, key }) => [id, key])) },
    ids,
  };
}

/** A rule as the decision reads it. What is kept was read once before it was kept. */
export function ruleOf({
  id,
  name,
  rules,
  applicableTo,
  message,
}: Pick<ValidationRuleRow, "id" | "name" | "rules" | "message"> & { readonly applicableTo: Json }): ValidationRule {
  return { id, name, message, ...readRule(rules, applicableTo) };
}
