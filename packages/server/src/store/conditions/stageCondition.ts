import { LIFE_CYCLE, type StageCondition } from "@beckon/core";
import { reader } from "./reader.ts";

/** In one of these stages, by the version of the life cycle that holds. */
export const stageCondition = reader<StageCondition>("stage", ({ stages, is }, parameters) => {
  const isIn = `exists (select from segments s join memberships m on m.bucket = p.bucket and m.profile_id = p.id and m.segment_id = s.id and m.version = s.version
    where s.workspace_id = p.workspace_id and s.key = ${parameters.add(LIFE_CYCLE, "text")} and m.stage = any(${parameters.add(stages, "text[]")}))`;
  return is === "in" ? `(${isIn})` : `(not ${isIn})`;
});
