import type { StageCondition } from "@beckon/core";
import { Select } from "@mantine/core";
import { StagesPicker } from "../../pickers/StagesPicker.tsx";
import classes from "../ConditionEditor.module.css";
import { aboutPerson, type ConditionForm, type ConditionRowProps } from "../conditionForm.ts";

export const stageForm: ConditionForm<StageCondition> = {
  kind: "stage",
  group: "Life cycle",
  offers: [{ label: "In a life-cycle stage", hint: "or not in it", begin: () => ({ kind: "stage", is: "in", stages: [] }) as StageCondition }],
  isOffered: aboutPerson,
  Row: StageRow,
};

function StageRow({ condition, onChange }: ConditionRowProps<StageCondition>) {
  return (
    <div className={classes.row}>
      <span className={classes.about}>the person’s stage is</span>
      <Select
        aria-label="Is or is not"
        w={150}
        allowDeselect={false}
        data={[
          { value: "in", label: "one of" },
          { value: "not_in", label: "none of" },
        ]}
        value={condition.is}
        onChange={(is) => is && onChange({ ...condition, is: is as StageCondition["is"] })}
      />
      <StagesPicker label="Stages" inline value={condition.stages} onChange={(stages) => onChange({ ...condition, stages })} />
    </div>
  );
}
