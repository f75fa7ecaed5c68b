import type { SegmentCondition } from "@beckon/core";
import { Select } from "@mantine/core";
import { SegmentPicker } from "../../pickers/SegmentPicker.tsx";
import classes from "../ConditionEditor.module.css";
import { aboutPerson, type ConditionForm, type ConditionRowProps } from "../conditionForm.ts";
import { useConditionScope } from "../scope.ts";

export const segmentForm: ConditionForm<SegmentCondition> = {
  kind: "segment",
  group: "Other segments",
  offers: [
    { label: "In a segment", hint: "or on a list", begin: () => ({ kind: "segment", segment: "", is: "in" }) as SegmentCondition },
    { label: "Not in a segment", hint: "to leave people out", begin: () => ({ kind: "segment", segment: "", is: "not_in" }) as SegmentCondition },
  ],
  isOffered: aboutPerson,
  Row: SegmentRow,
};

function SegmentRow({ condition, onChange }: ConditionRowProps<SegmentCondition>) {
  const { segment: own } = useConditionScope();
  return (
    <div className={classes.row}>
      <span className={classes.about}>the person is</span>
      <Select
        aria-label="In or not"
        w={96}
        allowDeselect={false}
        data={[
          { value: "in", label: "in" },
          { value: "not_in", label: "not in" },
        ]}
        value={condition.is}
        onChange={(is) => is && onChange({ ...condition, is: is as SegmentCondition["is"] })}
      />
      <SegmentPicker
        label="Segment"
        inline
        without={own}
        value={condition.segment || null}
        onChange={(segment) => onChange({ ...condition, segment: segment ?? "" })}
      />
    </div>
  );
}
