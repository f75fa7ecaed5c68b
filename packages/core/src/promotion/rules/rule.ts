import type { Json, JsonObject } from "../../json.ts";
import type { PricedOrder } from "../order.ts";
import type { Voucher } from "../voucher.ts";
import type { RedemptionCount } from "./redemptionCount.ts";

/** Who is at the checkout. */
export interface Customer {
  readonly id: string;
  readonly attributes: JsonObject;
  /** Ids and keys of the segments that a rule asks about and the person is in. */
  readonly segments: ReadonlySet<string>;
}

/** What a rule may look at. */
export interface RuleFacts {
  readonly voucher: Voucher;
  readonly customer: Customer | null;
  /** Before any voucher. */
  readonly initial: PricedOrder;
  /** As the vouchers before this one left it. */
  readonly order: PricedOrder;
  /** Of the redemption. */
  readonly metadata: JsonObject;
  /** Minor units that a gift card is to pay. */
  readonly credits: number;
  /** How often it was redeemed before. */
  readonly countOf: (count: RedemptionCount) => number;
}

/** One line of a validation rule, as it came: a name, what of it is meant, and what must hold of it. */
export interface RuleLine {
  readonly name: string;
  readonly property: string | null;
  /** Operator to what it is compared with: `{ "$is": ["seg_1"] }`. */
  readonly conditions: { readonly [operator: string]: readonly Json[] };
}

/** Whose rule was broken, by which the refusal is named. */
export type RuleGroup = "customer" | "order" | "redemption";

/** A kind of line: a file of its own, listed in `kinds.ts`. */
export interface RuleKind {
  /** Names under which it is written, the first being ours. */
  readonly names: readonly string[];
  readonly group: RuleGroup;
  /** It speaks of one property, which must be named. */
  readonly needsProperty?: true;
  holds(line: RuleLine, facts: RuleFacts): boolean;
  /** Segments that must be known for it. */
  segments?(line: RuleLine): readonly string[];
  /** Counts that must be known for it, and are one higher afterwards. */
  counts?(line: RuleLine): readonly RedemptionCount[];
}
