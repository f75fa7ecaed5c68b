import { type AttributeCondition, isOperator, OPERATORS, positiveOf } from "@beckon/core";
import { keptReader, lasting } from "./keptReader.ts";

/** What is measured against the clock or the calendar is the judge's. */
export const attributeCondition = keptReader<AttributeCondition>("attribute", (condition, keeping) =>
  isOperator(condition.op) && OPERATORS[positiveOf(condition.op)].dated ? null : lasting(keeping.plainly(condition)),
);
