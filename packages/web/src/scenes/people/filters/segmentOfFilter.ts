import type { AnyCondition, ConditionNode, DidCondition, PeopleFilter, PeopleFilterItem } from "@beckon/core";
import { nodeOf } from "../../../conditions/conditionGroup.ts";
import { filterWords } from "./filterWords.ts";

/** A filter as a segment asks it, and those of its parts that no segment can ask, in words. */
export interface FilterAsSegment {
  readonly condition: ConditionNode | undefined;
  readonly left: readonly string[];
}

export function segmentOfFilter(filter: PeopleFilter): FilterAsSegment {
  const said = filter.map((item) => ({ item, condition: conditionOf(item) }));
  return {
    condition: nodeOf({ mode: "all", conditions: said.flatMap(({ condition }) => condition ?? []) }),
    left: said.filter(({ condition }) => condition === null).map(({ item }) => filterWords(item)),
  };
}

function conditionOf(item: PeopleFilterItem): ConditionNode | null {
  switch (item.kind) {
    case "event":
      return {
        kind: "did",
        event: item.event,
        ...(item.did ? {} : { count: { op: "at_most", value: 0 } }),
        ...(item.within ? { within: item.within } : {}),
      } satisfies DidCondition as DidCondition;
    case "reachable":
    case "seen":
    case "created":
    case "known_as":
    case "merged":
      return null;
    default:
      return item satisfies ConditionNode as AnyCondition;
  }
}
