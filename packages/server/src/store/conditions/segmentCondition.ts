import type { SegmentCondition } from "@beckon/core";
import { reader } from "./reader.ts";

/** In another segment, by the version of it that holds. */
export const segmentCondition = reader<SegmentCondition>("segment", ({ segment, is }, parameters) => {
  const isIn = `exists (select from segments s join memberships m on m.bucket = p.bucket and m.profile_id = p.id and m.segment_id = s.id and m.version = s.version
    where s.workspace_id = p.workspace_id and s.key = ${parameters.add(segment, "text")} and m.member)`;
  return is === "in" ? `(${isIn})` : `(not ${isIn})`;
});
