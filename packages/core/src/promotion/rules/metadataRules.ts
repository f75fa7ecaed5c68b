import type { Json, JsonObject } from "../../json.ts";
import { fitsAll } from "./compare.ts";
import type { RuleKind, RuleLine } from "./rule.ts";

/** `{ name: "customer.metadata", property: "plan", conditions: { "$is": ["pro"] } }`: an attribute of the profile. */
export const customerMetadataRule: RuleKind = {
  names: ["customer.metadata", "customer_metadata"],
  group: "customer",
  needsProperty: true,
  holds: (line, { customer }) => fitsAll(valueIn(customer?.attributes, line), line.conditions),
};

export const orderMetadataRule: RuleKind = {
  names: ["order.metadata", "order_metadata"],
  group: "order",
  needsProperty: true,
  holds: (line, { order }) => fitsAll(valueIn(order.metadata, line), line.conditions),
};

export const redemptionMetadataRule: RuleKind = {
  names: ["redemption.metadata", "redemption_metadata"],
  group: "redemption",
  needsProperty: true,
  holds: (line, { metadata }) => fitsAll(valueIn(metadata, line), line.conditions),
};

function valueIn(metadata: JsonObject | undefined, { property }: RuleLine): Json {
  return metadata !== undefined && property !== null && Object.hasOwn(metadata, property) ? (metadata[property] ?? null) : null;
}
