import type { AttributeCondition, ConditionNode, ConsentCondition, PropertyCondition } from "@beckon/core";
import { describeCondition } from "@beckon/core";
import { Select, Text } from "@mantine/core";
import { useRead } from "../../../../api/hooks.ts";
import { useAttributes, useProperties } from "../../../../pickers/names.ts";
import { PropertyPicker } from "../../../../pickers/PropertyPicker.tsx";
import { ComparisonFields } from "./ComparisonFields.tsx";
import classes from "./ConditionEditor.module.css";
import { useConditionScope } from "./scope.ts";

interface RowProps<C extends ConditionNode> {
  readonly condition: C;
  readonly onChange: (condition: ConditionNode) => void;
}

/** One condition on one line. A kind that this app does not know is shown in words and left as it is. */
export function ConditionRow({ condition, onChange }: RowProps<ConditionNode>) {
  switch (condition.kind) {
    case "attribute":
      return <AttributeRow condition={condition as AttributeCondition} onChange={onChange} />;
    case "property":
      return <PropertyRow condition={condition as PropertyCondition} onChange={onChange} />;
    case "consent":
      return <ConsentRow condition={condition as ConsentCondition} onChange={onChange} />;
    default:
      return <Text size="sm">{describeCondition(condition)}</Text>;
  }
}

function AttributeRow({ condition, onChange }: RowProps<AttributeCondition>) {
  const attributes = useAttributes();
  const known = attributes.find(({ name }) => name === condition.name);
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
        onChange={(name) => onChange({ ...condition, name } as ConditionNode)}
      />
      <ComparisonFields
        comparison={condition}
        known={known}
        onChange={(comparison) => onChange({ kind: "attribute", name: condition.name, ...comparison } as ConditionNode)}
      />
    </div>
  );
}

function PropertyRow({ condition, onChange }: RowProps<PropertyCondition>) {
  const { event } = useConditionScope();
  const properties = useProperties(event);
  const known = properties.find(({ name }) => name === condition.name);
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
        onChange={(name) => onChange({ ...condition, name } as ConditionNode)}
      />
      <ComparisonFields
        comparison={condition}
        known={known}
        onChange={(comparison) => onChange({ kind: "property", name: condition.name, ...comparison } as ConditionNode)}
      />
    </div>
  );
}

const STATES = [
  { value: "subscribed", label: "has joined" },
  { value: "unsubscribed", label: "has left" },
  { value: "unknown", label: "never said anything about" },
];

function ConsentRow({ condition, onChange }: RowProps<ConsentCondition>) {
  const topics = useRead("getWorkspace").data?.settings.topics ?? [];
  const about = condition.topic !== undefined ? `topic:${condition.topic}` : `channel:${condition.channel ?? ""}`;
  const choose = (next: string | null) => {
    if (!next) return;
    const [part, ...name] = next.split(":");
    onChange({ kind: "consent", [part === "topic" ? "topic" : "channel"]: name.join(":"), is: condition.is } as ConditionNode);
  };
  return (
    <div className={classes.row}>
      <span className={classes.about}>the person</span>
      <Select
        aria-label="State of consent"
        w={190}
        allowDeselect={false}
        data={STATES}
        value={condition.is}
        onChange={(is) => onChange({ ...condition, is } as ConditionNode)}
      />
      <Select
        aria-label="Topic or channel"
        placeholder="topic or channel"
        w={210}
        allowDeselect={false}
        value={about}
        onChange={choose}
        data={[
          { group: "Topics", items: topics.map(({ key, name }) => ({ value: `topic:${key}`, label: name })) },
          { group: "Channels", items: [{ value: "channel:email", label: "Email" }] },
        ]}
      />
    </div>
  );
}
