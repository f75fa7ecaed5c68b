import type { MergedFilter } from "@beckon/core";
import { filterKind } from "./filterKind.ts";

/** Those that were merged into somebody. Without this filter they are left out of every list. */
export const mergedFilter = filterKind<MergedFilter>(["merged"], () => "(p.merged_into is not null)");
