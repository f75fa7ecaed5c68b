import { FILTER_CONDITIONS, type FilterCondition } from "@beckon/core";
import { conditionSql } from "../conditions/kinds.ts";
import { filterKind } from "./filterKind.ts";

/** Core's own conditions, which campaigns use too. */
export const conditionFilter = filterKind<FilterCondition>(FILTER_CONDITIONS, conditionSql);
