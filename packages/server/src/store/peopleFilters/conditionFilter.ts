import type { AllCondition, AnyCondition, AttributeCondition, ConsentCondition, NotCondition } from "@beckon/core";
import { conditionSql } from "../conditionSql.ts";
import { filterKind } from "./filterKind.ts";

type Condition = AttributeCondition | ConsentCondition | AllCondition | AnyCondition | NotCondition;

/** Core's own conditions, which campaigns use too. */
export const conditionFilter = filterKind<Condition>(["attribute", "consent", "all", "any", "not"], conditionSql);
