import type { AllCondition } from "@beckon/core";
import { reader } from "./reader.ts";

export const allCondition = reader<AllCondition>(
  "all",
  ({ conditions }, _parameters, _asking, inner) => `(${conditions.map((part) => inner(part)).join(" and ")})`,
);
