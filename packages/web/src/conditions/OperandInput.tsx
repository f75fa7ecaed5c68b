import type { Json, Operand, OperandReference, OperatorName } from "@beckon/core";
import { ActionIcon, Autocomplete, Group, Menu, Select, TagsInput, Text, TextInput } from "@mantine/core";
import { ArrowLeftRight } from "lucide-react";
import { useAttributes, useProperties } from "../pickers/names.ts";
import { PropertyPicker } from "../pickers/PropertyPicker.tsx";
import classes from "./ConditionEditor.module.css";
import { literalOf, takesNumber, textOf } from "./literal.ts";
import { SeenOption, type SeenValue, textsOf } from "./SeenOption.tsx";
import { useConditionScope } from "./scope.ts";

type Source = "literal" | OperandReference["from"];

interface OperandInputProps {
  readonly value: Operand | undefined;
  readonly op: OperatorName;
  readonly type: string | undefined;
  readonly seen: readonly SeenValue[];
  readonly onChange: (value: Operand) => void;
}

const DATES: ReadonlySet<OperatorName> = new Set(["before", "after", "on_day"]);

/** What is compared with: a value typed here, or one taken from elsewhere at the moment of judging. */
export function OperandInput({ value, op, type, seen, onChange }: OperandInputProps) {
  const { entryEvent, hasProperties, hasPerson = true } = useConditionScope();
  const reference = isReference(value) ? value : null;
  const sources: readonly { readonly value: Source; readonly label: string; readonly offer: string }[] = [
    { value: "literal", label: "", offer: "a value typed here" },
    ...(entryEvent !== null ? [{ value: "entry", label: "the starting event's", offer: "a property of the event that started it" } as const] : []),
    ...(hasPerson ? [{ value: "attribute", label: "the person's", offer: "an attribute of the person" } as const] : []),
    ...(hasProperties ? [{ value: "property", label: "its own", offer: "another property of the same event" } as const] : []),
  ];
  const choose = (source: Source) => onChange(source === "literal" ? "" : { from: source, name: "" });
  return (
    <Group gap={6} wrap="nowrap">
      {reference ? (
        <>
          <Text size="sm" c="dimmed" className={classes.about}>
            {sources.find((source) => source.value === reference.from)?.label}
          </Text>
          <ReferenceName reference={reference} onChange={onChange} />
        </>
      ) : (
        <Literal value={value as Json | undefined} op={op} type={type} seen={seen} onChange={onChange} />
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label="Compare with something else">
            <ArrowLeftRight size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Compare with</Menu.Label>
          {sources.map((source) => (
            <Menu.Item key={source.value} onClick={() => choose(source.value)}>
              {source.offer}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

function isReference(value: Operand | undefined): value is OperandReference {
  return typeof value === "object" && value !== null && !Array.isArray(value) && "from" in value;
}

function ReferenceName({ reference, onChange }: { readonly reference: OperandReference; readonly onChange: (value: Operand) => void }) {
  const { event, entryEvent } = useConditionScope();
  const attributes = useAttributes();
  const properties = useProperties(reference.from === "entry" ? (entryEvent ?? undefined) : event);
  return (
    <PropertyPicker
      label="Name of the value"
      inline
      placeholder="name"
      width={160}
      seen={reference.from === "attribute" ? attributes : properties}
      value={reference.name}
      onChange={(name) => onChange({ ...reference, name })}
    />
  );
}

function Literal({
  value,
  op,
  type,
  seen,
  onChange,
}: {
  readonly value: Json | undefined;
  readonly op: OperatorName;
  readonly type: string | undefined;
  readonly seen: readonly SeenValue[];
  readonly onChange: (value: Operand) => void;
}) {
  if (type === "boolean")
    return (
      <Select
        aria-label="Value"
        w={110}
        data={[
          { value: "true", label: "true" },
          { value: "false", label: "false" },
        ]}
        value={value === true ? "true" : value === false ? "false" : null}
        onChange={(next) => onChange(next === "true")}
      />
    );
  if (DATES.has(op)) return <TextInput aria-label="Date" type="date" w={160} value={textOf(value)} onChange={(event) => onChange(event.currentTarget.value)} />;
  return (
    <Autocomplete
      aria-label="Value"
      placeholder="value"
      w={104}
      maxLength={500}
      inputMode={takesNumber(op, type) ? "decimal" : undefined}
      data={textsOf(seen)}
      limit={20}
      comboboxProps={{ width: 240, position: "bottom-start" }}
      renderOption={({ option }) => <SeenOption text={option.value} seen={seen} />}
      value={textOf(value)}
      onChange={(text) => onChange(literalOf(text, op, type))}
    />
  );
}

export function ListInput({
  value,
  type,
  seen,
  onChange,
}: {
  readonly value: Operand | undefined;
  readonly type: string | undefined;
  readonly seen: readonly SeenValue[];
  readonly onChange: (value: Operand) => void;
}) {
  const values = Array.isArray(value) ? value : [];
  return (
    <TagsInput
      aria-label="Values"
      placeholder={values.length === 0 ? "type, then Enter" : undefined}
      w={260}
      data={textsOf(seen)}
      renderOption={({ option }) => <SeenOption text={option.value} seen={seen} />}
      value={values.map(textOf)}
      onChange={(texts) => onChange(texts.map((text) => literalOf(text, "equals", type)))}
    />
  );
}

export function RangeInput({ value, onChange }: { readonly value: Operand | undefined; readonly onChange: (value: Operand) => void }) {
  const [from, to] = Array.isArray(value) ? value : [];
  const set = (low: Json, high: Json) => onChange([low, high]);
  return (
    <Group gap="xs" wrap="nowrap">
      <TextInput
        aria-label="From"
        inputMode="decimal"
        w={100}
        value={textOf(from)}
        onChange={(event) => set(literalOf(event.currentTarget.value, "between", undefined), to ?? "")}
      />
      <span>and</span>
      <TextInput
        aria-label="To"
        inputMode="decimal"
        w={100}
        value={textOf(to)}
        onChange={(event) => set(from ?? "", literalOf(event.currentTarget.value, "between", undefined))}
      />
    </Group>
  );
}
