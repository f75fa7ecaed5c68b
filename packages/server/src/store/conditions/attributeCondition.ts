import type { AttributeCondition } from "@beckon/core";
import { comparisonSql } from "./comparison.ts";
import { reader } from "./reader.ts";

export const attributeCondition = reader<AttributeCondition>("attribute", (condition, parameters) =>
  comparisonSql(condition, condition.name, "p.attributes", parameters),
);
