import type { Operand, SetAttributesStep } from "@beckon/core";
import { ActionIcon, Button, Group, Stack, Text } from "@mantine/core";
import { Plus, UserPen, X } from "lucide-react";
import { OperandInput } from "../../../../conditions/OperandInput.tsx";
import { ConditionScopeProvider } from "../../../../conditions/scope.ts";
import { mainType, useAttributes } from "../../../../pickers/names.ts";
import { PropertyPicker } from "../../../../pickers/PropertyPicker.tsx";
import { entryEventOf } from "../../../campaigns/editor/parts/triggers/triggerChoices.ts";
import type { StepEditing, StepFormProps } from "./stepEditing.ts";

export const setAttributesEditing: StepEditing<SetAttributesStep> = {
  kind: "set_attributes",
  icon: UserPen,
  tone: "sea",
  idBase: "set-attributes",
  blank: () => ({ kind: "set_attributes", set: { followed_up: true } }),
  Form: SetAttributesForm,
};

function SetAttributesForm({ journey, step, onChange }: StepFormProps<SetAttributesStep>) {
  const entries = Object.entries(step.set);
  const put = (next: readonly (readonly [string, Operand])[]) => onChange({ ...step, set: Object.fromEntries(next) });
  return (
    <ConditionScopeProvider value={{ hasProperties: false, entryEvent: entryEventOf(journey.trigger) }}>
      <Stack>
        {entries.map(([name, value], place) => (
          <AttributeRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a name that is being typed cannot be the row's identity.
            key={place}
            name={name}
            value={value}
            onChange={(...changed) => put(entries.map((old, at) => (at === place ? changed : old)))}
            onRemove={entries.length > 1 ? () => put(entries.filter((_, at) => at !== place)) : null}
          />
        ))}
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<Plus size={15} aria-hidden />}
            disabled={"" in step.set}
            onClick={() => put([...entries, ["", ""]])}
          >
            Add an attribute
          </Button>
        </Group>
      </Stack>
    </ConditionScopeProvider>
  );
}

interface AttributeRowProps {
  readonly name: string;
  readonly value: Operand;
  readonly onChange: (name: string, value: Operand) => void;
  readonly onRemove: (() => void) | null;
}

function AttributeRow({ name, value, onChange, onRemove }: AttributeRowProps) {
  const attributes = useAttributes();
  const type = mainType(attributes.find((attribute) => attribute.name === name)) ?? (typeof value === "boolean" ? "boolean" : undefined);
  return (
    <Group gap="xs" align="center">
      <PropertyPicker label="Attribute" inline placeholder="attribute" width={170} seen={attributes} value={name} onChange={(next) => onChange(next, value)} />
      {value === null ? (
        <Text size="sm">is taken away</Text>
      ) : (
        <>
          <Text size="sm">becomes</Text>
          <OperandInput value={value} op="equals" type={type} seen={[]} onChange={(next) => onChange(name, next)} />
        </>
      )}
      <Button size="compact-xs" variant="subtle" onClick={() => onChange(name, value === null ? "" : null)}>
        {value === null ? "Set a value" : "Take away"}
      </Button>
      {onRemove && (
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove the attribute ${name}`} onClick={onRemove}>
          <X size={16} aria-hidden />
        </ActionIcon>
      )}
    </Group>
  );
}
