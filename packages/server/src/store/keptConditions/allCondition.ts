import type { AllCondition } from "@beckon/core";
import { joinedBy, keptReader } from "./keptReader.ts";

export const allCondition = keptReader<AllCondition>("all", ({ conditions }, _keeping, inner) => joinedBy("and", conditions, inner));
