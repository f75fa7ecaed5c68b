import type { AllCondition } from "../condition/conditions/allCondition.ts";
import type { AnyCondition } from "../condition/conditions/anyCondition.ts";
import type { AttributeCondition } from "../condition/conditions/attributeCondition.ts";
import type { ConsentCondition } from "../condition/conditions/consentCondition.ts";
import type { NotCondition } from "../condition/conditions/notCondition.ts";
import type { SegmentCondition } from "../condition/conditions/segmentCondition.ts";
import type { StageCondition } from "../condition/conditions/stageCondition.ts";
import type { Duration } from "../time/duration.ts";

/** Did an event, or never did; ever, or within the last so long. */
export interface EventFilter {
  readonly kind: "event";
  readonly event: string;
  readonly did: boolean;
  readonly within?: Duration;
}

/** Could be sent to on a channel today. */
export interface ReachableFilter {
  readonly kind: "reachable";
  readonly channel: string;
  readonly is: boolean;
}

/** Created, or last seen: within the last so long, between days (both ends count), or never. */
export interface SpanFilter {
  readonly kind: "created" | "seen";
  readonly within?: Duration;
  readonly from?: string;
  readonly to?: string;
  readonly never?: true;
}

/** With an account, by an address alone, or not at all. */
export interface KnownAsFilter {
  readonly kind: "known_as";
  readonly as: "customer" | "contact" | "visitor";
}

/** Those that were merged into somebody, whom every other list leaves out. */
export interface MergedFilter {
  readonly kind: "merged";
}

/** Conditions that a list of people may ask as campaigns do. */
export type FilterCondition = AttributeCondition | ConsentCondition | AllCondition | AnyCondition | NotCondition | SegmentCondition | StageCondition;

export const FILTER_CONDITIONS = ["attribute", "consent", "all", "any", "not", "segment", "stage"] as const satisfies readonly FilterCondition["kind"][];

export function isFilterCondition(item: { readonly kind?: unknown }): item is FilterCondition {
  return (FILTER_CONDITIONS as readonly unknown[]).includes(item.kind);
}

/** What a list of people asks of each: a condition as campaigns have it, or one of those above. */
export type PeopleFilterItem = EventFilter | ReachableFilter | SpanFilter | KnownAsFilter | MergedFilter | FilterCondition;

/** All of it must hold. */
export type PeopleFilter = readonly PeopleFilterItem[];

export type PeopleSort = "newest" | "last_seen";
