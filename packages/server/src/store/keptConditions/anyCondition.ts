import type { AnyCondition } from "@beckon/core";
import { joinedBy, keptReader } from "./keptReader.ts";

export const anyCondition = keptReader<AnyCondition>("any", ({ conditions }, _keeping, inner) => joinedBy("or", conditions, inner));
