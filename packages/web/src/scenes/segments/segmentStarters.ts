import type { AllCondition, CountryCondition, DidCondition, EngagementCondition, NotCondition, PropertyCondition, SegmentDocument } from "@beckon/core";

/** A segment to begin with. */
export interface SegmentStarter {
  readonly title: string;
  readonly does: string;
  readonly document: SegmentDocument;
}

const did = (condition: Omit<DidCondition, "kind">): DidCondition => ({ kind: "did", ...condition });
const readFive = did({
  event: "Article Read",
  count: { op: "at_least", value: 5 },
  within: "P14D",
  where: { kind: "property", name: "topic", op: "equals", value: "analytics" } satisfies PropertyCondition as PropertyCondition,
});
const neverOrdered = did({ event: "Order Completed", count: { op: "at_most", value: 0 } });
const all = (...conditions: AllCondition["conditions"]): AllCondition => ({ kind: "all", conditions });

/** Ready ones, which show what can be asked; names of events are changed in the builder. */
export const SEGMENT_STARTERS: readonly SegmentStarter[] = [
  {
    title: "Bought in the last 30 days",
    does: "Who ordered lately. People leave by themselves when their last order is 30 days old.",
    document: { key: "recent-buyers", name: "Bought in the last 30 days", condition: did({ event: "Order Completed", within: "P30D" }) },
  },
  {
    title: "No order in 30 days",
    does: "Ordered before, and not lately: whom to win back.",
    document: {
      key: "lapsed-buyers",
      name: "No order in 30 days",
      condition: all(did({ event: "Order Completed" }), {
        kind: "not",
        condition: did({ event: "Order Completed", within: "P30D" }),
      } satisfies NotCondition as NotCondition),
    },
  },
  {
    title: "Read 5 articles about a topic, never paid",
    does: "Interested and not yet a customer: in Germany, and not written to this week.",
    document: {
      key: "readers-to-win",
      name: "Read 5 articles about analytics, never paid",
      condition: all(
        readFive,
        neverOrdered,
        { kind: "country", in: ["DE"] } satisfies CountryCondition as CountryCondition,
        { kind: "engagement", message: "sent", count: { op: "at_most", value: 0 }, within: "P7D" } satisfies EngagementCondition as EngagementCondition,
      ),
    },
  },
];

/** What the builder opens with where one begins from nothing: it shows how a condition reads. */
export function blankSegment(event: string): SegmentDocument {
  return { key: "new-segment", name: "New segment", condition: did({ event, within: "P30D" }) };
}
