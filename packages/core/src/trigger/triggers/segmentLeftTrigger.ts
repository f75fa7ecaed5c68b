import { type SegmentTrigger, segmentTriggerKind } from "../segmentTrigger.ts";

/** `{ kind: "segment_left", segment: "vip" }` */
export type SegmentLeftTrigger = SegmentTrigger<"segment_left">;

export const segmentLeftTrigger = segmentTriggerKind("segment_left", "left", "A segment is left");
