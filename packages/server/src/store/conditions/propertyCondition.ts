import type { PropertyCondition } from "@beckon/core";
import { comparisonSql } from "./comparison.ts";
import { reader } from "./reader.ts";

/** About the event that is asked about; where people are asked about, there is none, and so no property. */
export const propertyCondition = reader<PropertyCondition>("property", (condition, parameters, { properties = "'{}'::jsonb" }) =>
  comparisonSql(condition, condition.name, properties, parameters),
);
