import type { PeopleFilter } from "@beckon/core";
import type { Parameters } from "../parameters.ts";
import { conditionFilter } from "./conditionFilter.ts";
import { eventFilter } from "./eventFilter.ts";
import type { Asking, FilterKind } from "./filterKind.ts";
import { knownAsFilter } from "./knownAsFilter.ts";
import { mergedFilter } from "./mergedFilter.ts";
import { reachableFilter } from "./reachableFilter.ts";
import { spanFilter } from "./spanFilter.ts";

const FILTER_KINDS = [conditionFilter, eventFilter, reachableFilter, spanFilter, knownAsFilter, mergedFilter];

const byKind = new Map<string, FilterKind>(FILTER_KINDS.flatMap((kind) => kind.kinds.map((name) => [name, kind] as const)));

/** All of the filter as one expression about the profile `p`; null where memory must judge. Who was merged away is left out unless asked for. */
export function filterSql(filter: PeopleFilter, parameters: Parameters, asking: Asking): string {
  const asksForMerged = filter.some(({ kind }) => kind === "merged");
  const parts = filter.map((item) => byKind.get(item.kind)?.sql(item, parameters, asking) ?? "false");
  return [...(asksForMerged ? [] : ["p.merged_into is null"]), ...parts].join(" and ");
}
