import type { PropertyCondition } from "@beckon/core";
import { useProperties } from "../../pickers/names.ts";
import { PropertyPicker } from "../../pickers/PropertyPicker.tsx";
import { ComparisonFields } from "../ComparisonFields.tsx";
import classes from "../ConditionEditor.module.css";
import type { ConditionForm, ConditionRowProps } from "../conditionForm.ts";
import { useConditionScope } from "../scope.ts";

export const propertyForm: ConditionForm<PropertyCondition> = {
  kind: "property",
  group: "The event",
  offers: [
    {
      label: "A property of the event",
      hint: "something it carries, such as its total or category",
      begin: () => ({ kind: "property", name: "", op: "equals", value: "" }) as PropertyCondition,
    },
  ],
  isOffered: ({ hasProperties }) => hasProperties,
  Row: PropertyRow,
};

function PropertyRow({ condition, onChange }: ConditionRowProps<PropertyCondition>) {
  const { event } = useConditionScope();
  const properties = useProperties(event);
  return (
    <div className={classes.row}>
      <span className={classes.about}>its</span>
      <PropertyPicker
        label="Property"
        inline
        placeholder="property"
        width={140}
        seen={properties}
        value={condition.name}
        onChange={(name) => onChange({ ...condition, name })}
      />
      <ComparisonFields
        comparison={condition}
        known={properties.find(({ name }) => name === condition.name)}
        onChange={(comparison) => onChange({ kind: "property", name: condition.name, ...comparison })}
      />
    </div>
  );
}
