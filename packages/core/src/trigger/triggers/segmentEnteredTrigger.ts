import { type SegmentTrigger, segmentTriggerKind } from "../segmentTrigger.ts";

/** `{ kind: "segment_entered", segment: "vip" }` */
export type SegmentEnteredTrigger = SegmentTrigger<"segment_entered">;

export const segmentEnteredTrigger = segmentTriggerKind("segment_entered", "entered", "A segment is entered");
