import type { AnyCondition } from "@beckon/core";
import { reader } from "./reader.ts";

export const anyCondition = reader<AnyCondition>(
  "any",
  ({ conditions }, _parameters, _asking, inner) => `(${conditions.map((part) => inner(part)).join(" or ")})`,
);
