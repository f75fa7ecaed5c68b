import type { ConditionNode } from "../condition/condition.ts";
import type { AllCondition } from "../condition/conditions/allCondition.ts";
import type { AnyCondition } from "../condition/conditions/anyCondition.ts";
import type { DidCondition } from "../condition/conditions/didCondition.ts";
import type { Duration } from "../time/duration.ts";
import type { StageDocument } from "./stage.ts";

/** Stages to begin with, that one takes over and changes. */
export interface StageSet {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly stages: readonly StageDocument[];
}

function did(event: string, more: Partial<DidCondition> = {}): DidCondition {
  return { kind: "did", event, ...more };
}

function times(event: string, value: number, within?: Duration): DidCondition {
  return did(event, { count: { op: "at_least", value }, ...(within === undefined ? {} : { within }) });
}

function not(condition: ConditionNode): ConditionNode {
  return { kind: "not", condition } as ConditionNode;
}

function all(...conditions: ConditionNode[]): AllCondition {
  return { kind: "all", conditions };
}

function any(...conditions: ConditionNode[]): AnyCondition {
  return { kind: "any", conditions };
}

const BOUGHT = "Order Completed";
const PAID = "Invoice Paid";
const USED = "Session Started";

/** Read from the top: who buys often is loyal although they also bought once; who has stopped is won back before anything else is asked. */
const SHOP: readonly StageDocument[] = [
  {
    key: "loyalty",
    name: "Loyalty",
    description: "Bought at least 5 times and again in the last 90 days. Stays until nothing was bought for 120 days.",
    enter: all(times(BOUGHT, 5), did(BOUGHT, { within: "P90D" })),
    stay: all(times(BOUGHT, 5), did(BOUGHT, { within: "P120D" })),
  },
  {
    key: "re-engagement",
    name: "Re-engagement",
    description: "Bought before, and nothing in the last 90 days. The next order ends it.",
    enter: all(did(BOUGHT), not(did(BOUGHT, { within: "P90D" }))),
  },
  {
    key: "revenue",
    name: "Revenue",
    description: "Bought at least 3 times, or for at least 300 in all.",
    enter: any(times(BOUGHT, 3), did(BOUGHT, { sum: { property: "total", op: "at_least", value: 300 } })),
  },
  { key: "retention", name: "Retention", description: "Bought once or twice: the next order makes a regular.", enter: did(BOUGHT) },
  {
    key: "activation",
    name: "Activation",
    description: "Put something into the cart or began to pay in the last 14 days, and has not bought yet. Stays for 30 days.",
    enter: any(did("Product Added", { within: "P14D" }), did("Checkout Started", { within: "P14D" })),
    stay: any(did("Product Added", { within: "P30D" }), did("Checkout Started", { within: "P30D" })),
  },
  { key: "consideration", name: "Consideration", description: "Everybody else: looks around and has not bought." },
];

const SAAS: readonly StageDocument[] = [
  {
    key: "re-engagement",
    name: "Re-engagement",
    description: "Came back after the first day, and not for 21 days. Stays until there were 2 sessions in a week.",
    enter: all(times(USED, 2), not(did(USED, { within: "P21D" }))),
    stay: all(times(USED, 2), not(times(USED, 2, "P7D"))),
  },
  {
    key: "loyalty",
    name: "Loyalty",
    description: "Paid at least 6 invoices, and uses the product at least 8 times in 30 days. Stays with 4.",
    enter: all(times(PAID, 6), times(USED, 8, "P30D")),
    stay: all(times(PAID, 6), times(USED, 4, "P30D")),
  },
  {
    key: "revenue",
    name: "Revenue",
    description: "Paid in the last 35 days. Stays for 45, so that a late invoice moves nobody.",
    enter: did(PAID, { within: "P35D" }),
    stay: did(PAID, { within: "P45D" }),
  },
  {
    key: "retention",
    name: "Retention",
    description: "Uses the product at least 4 times in 14 days without paying. Stays with 2.",
    enter: times(USED, 4, "P14D"),
    stay: times(USED, 2, "P14D"),
  },
  {
    key: "activation",
    name: "Activation",
    description: "Signed up in the last 14 days, or came back in the last 14 days.",
    enter: any(did("Signed Up", { within: "P14D" }), times(USED, 2, "P14D")),
  },
  { key: "consideration", name: "Consideration", description: "Everybody else: has heard of it, and does not use it yet." },
];

export const STAGE_SETS: readonly StageSet[] = [
  {
    key: "shop",
    name: "For a shop",
    description: "From looking around to buying regularly, by Order Completed, Product Added and Checkout Started.",
    stages: SHOP,
  },
  {
    key: "saas",
    name: "For software",
    description: "From the sign-up to paying and staying, by Signed Up, sessions and Invoice Paid.",
    stages: SAAS,
  },
];
