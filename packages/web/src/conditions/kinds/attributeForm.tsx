import type { AttributeCondition } from "@beckon/core";
import { useAttributes } from "../../pickers/names.ts";
import { PropertyPicker } from "../../pickers/PropertyPicker.tsx";
import { ComparisonFields } from "../ComparisonFields.tsx";
import classes from "../ConditionEditor.module.css";
import { aboutPerson, type ConditionForm, type ConditionRowProps } from "../conditionForm.ts";

export const attributeForm: ConditionForm<AttributeCondition> = {
  kind: "attribute",
  group: "Who they are",
  offers: [
    {
      label: "An attribute",
      hint: "something known of the person, such as plan or city",
      begin: () => ({ kind: "attribute", name: "", op: "equals", value: "" }) as AttributeCondition,
    },
  ],
  isOffered: aboutPerson,
  Row: AttributeRow,
};

function AttributeRow({ condition, onChange }: ConditionRowProps<AttributeCondition>) {
  const attributes = useAttributes();
  return (
    <div className={classes.row}>
      <span className={classes.about}>the person's</span>
      <PropertyPicker
        label="Attribute"
        inline
        placeholder="attribute"
        width={140}
        seen={attributes}
        value={condition.name}
        onChange={(name) => onChange({ ...condition, name })}
      />
      <ComparisonFields
        comparison={condition}
        known={attributes.find(({ name }) => name === condition.name)}
        onChange={(comparison) => onChange({ kind: "attribute", name: condition.name, ...comparison })}
      />
    </div>
  );
}
