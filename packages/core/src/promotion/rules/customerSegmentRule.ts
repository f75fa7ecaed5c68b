import { fitsAll } from "./compare.ts";
import type { RuleKind, RuleLine } from "./rule.ts";

/** `{ name: "customer.segment", conditions: { "$is": ["reviewers"] } }`: by the segment's id or key. */
export const customerSegmentRule: RuleKind = {
  names: ["customer.segment", "customer_segment"],
  group: "customer",
  holds: (line, { customer }) => fitsAll([...(customer?.segments ?? [])], line.conditions),
  segments: namedIn,
};

function namedIn({ conditions }: RuleLine): readonly string[] {
  return Object.values(conditions).flat().map(String);
}
