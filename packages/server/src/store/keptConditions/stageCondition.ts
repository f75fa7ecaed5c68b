import type { StageCondition } from "@beckon/core";
import { keptReader, lasting } from "./keptReader.ts";

/** The life cycle is judged before what asks for the stage, and a move is news to it: time alone changes nothing here. */
export const stageCondition = keptReader<StageCondition>("stage", ({ stages, is }, keeping) =>
  lasting(`(coalesce(${keeping.stage()} = any(${keeping.parameters.add(stages, "text[]")}), false) = ${is === "in"})`),
);
