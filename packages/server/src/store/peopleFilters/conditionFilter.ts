import type { AllCondition, AnyCondition, AttributeCondition, ConsentCondition, NotCondition, SegmentCondition } from "@beckon/core";
import { conditionSql } from "../conditions/kinds.ts";
import { filterKind } from "./filterKind.ts";

type Condition = AttributeCondition | ConsentCondition | AllCondition | AnyCondition | NotCondition | SegmentCondition;

/** Core's own conditions, which campaigns use too. */
export const conditionFilter = filterKind<Condition>(["attribute", "consent", "all", "any", "not", "segment"], conditionSql);
