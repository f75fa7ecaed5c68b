import type { NotCondition } from "@beckon/core";
import { keptReader } from "./keptReader.ts";

export const notCondition = keptReader<NotCondition>("not", ({ condition }, _keeping, inner) => {
  const part = inner(condition);
  return part && { ...part, holds: `(not ${part.holds})` };
});
