import type { SegmentListItem } from "@beckon/contract";
import { Badge } from "@mantine/core";
import { segmentLook } from "./segmentLook.ts";

export function SegmentBadge({ segment }: { readonly segment: Pick<SegmentListItem, "state" | "kind" | "building"> }) {
  const { label, color } = segmentLook(segment);
  return <Badge color={color}>{label}</Badge>;
}
