import { customerSegmentRule } from "./customerSegmentRule.ts";
import { customerMetadataRule, orderMetadataRule, redemptionMetadataRule } from "./metadataRules.ts";
import { orderAmountRule, orderItemsCountRule, orderTotalRule, productRule, skuRule } from "./orderRules.ts";
import { countRules, giftAmountRule, holderRule } from "./redemptionRules.ts";
import type { RuleKind } from "./rule.ts";

const RULE_KINDS: readonly RuleKind[] = [
  customerSegmentRule,
  customerMetadataRule,
  orderAmountRule,
  orderTotalRule,
  orderItemsCountRule,
  orderMetadataRule,
  productRule,
  skuRule,
  giftAmountRule,
  holderRule,
  redemptionMetadataRule,
  ...countRules,
];

const BY_NAME: ReadonlyMap<string, RuleKind> = new Map(RULE_KINDS.flatMap((kind) => kind.names.map((name) => [name, kind] as const)));

export function ruleKindOf(name: string): RuleKind | undefined {
  return BY_NAME.get(name);
}

/** As we write them. */
export const RULE_NAMES: readonly string[] = RULE_KINDS.map(({ names }) => names[0] ?? "");
