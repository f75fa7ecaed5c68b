import type { SegmentEnteredTrigger, SegmentLeftTrigger } from "@beckon/core";
import { SegmentPicker } from "../../../../../pickers/SegmentPicker.tsx";
import type { TriggerFormProps } from "./triggerForm.ts";

/** People come into a segment, or leave it. */
export function SegmentForm({ trigger, onChange }: TriggerFormProps<SegmentEnteredTrigger | SegmentLeftTrigger>) {
  return (
    <SegmentPicker
      label="Segment"
      description="Who is in it already when the campaign is launched starts nothing"
      value={trigger.segment || null}
      onChange={(segment) => onChange({ ...trigger, segment: segment ?? "" } as SegmentEnteredTrigger | SegmentLeftTrigger)}
    />
  );
}
