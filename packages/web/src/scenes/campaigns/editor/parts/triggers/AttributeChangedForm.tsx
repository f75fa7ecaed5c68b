import type { AttributeChangedTrigger, Comparison, TriggerNode } from "@beckon/core";
import { Group, Switch, Text } from "@mantine/core";
import { ComparisonFields } from "../../../../../conditions/ComparisonFields.tsx";
import { useAttributes } from "../../../../../pickers/names.ts";
import { PropertyPicker } from "../../../../../pickers/PropertyPicker.tsx";
import type { TriggerFormProps } from "./triggerForm.ts";

export function AttributeChangedForm({ trigger, onChange }: TriggerFormProps<AttributeChangedTrigger>) {
  const attributes = useAttributes();
  const known = attributes.find(({ name }) => name === trigger.attribute);
  const set = (part: Partial<AttributeChangedTrigger>) => onChange({ ...trigger, ...part } as TriggerNode);
  const side = (name: "from" | "to", words: string, short: string) => (
    <div>
      <Switch
        label={words}
        checked={trigger[name] !== undefined}
        onChange={(event) => set({ [name]: event.currentTarget.checked ? ({ op: "equals", value: "" } satisfies Comparison) : undefined })}
      />
      {trigger[name] && (
        <Group gap="xs" mt="xs">
          <Text size="sm" c="dimmed">
            {short}
          </Text>
          <ComparisonFields comparison={trigger[name]} known={known} onChange={(comparison) => set({ [name]: comparison })} />
        </Group>
      )}
    </div>
  );
  return (
    <>
      <PropertyPicker
        label="Attribute"
        width={340}
        seen={attributes}
        value={trigger.attribute}
        onChange={(attribute) => set({ attribute })}
        description="Starts it only when the value really changes"
      />
      {side("from", "Only from a certain value", "the old value")}
      {side("to", "Only to a certain value", "the new value")}
    </>
  );
}
