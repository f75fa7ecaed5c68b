import type { Json, Operand, OperandReference, OperatorName } from "@beckon/core";
import { Autocomplete, Group, Select, TagsInput, TextInput } from "@mantine/core";
import { useAttributes, useProperties } from "../../../../pickers/names.ts";
import { literalOf, textOf } from "./literal.ts";
import { useConditionScope } from "./scope.ts";

interface OperandInputProps {
  readonly value: Operand | undefined;
  readonly op: OperatorName;
  readonly type: string | undefined;
  readonly examples: readonly Json[];
  readonly onChange: (value: Operand) => void;
}

const DATES: ReadonlySet<OperatorName> = new Set(["before", "after", "on_day"]);

/** What is compared with: a value typed here, or one taken from elsewhere at the moment of judging. */
export function OperandInput({ value, op, type, examples, onChange }: OperandInputProps) {
  const { entryEvent, hasProperties } = useConditionScope();
  const reference = isReference(value) ? value : null;
  const sources = [
    { value: "literal", label: "this value" },
    ...(entryEvent !== null ? [{ value: "entry", label: "the starting event's" }] : []),
    { value: "attribute", label: "the person's" },
    ...(hasProperties ? [{ value: "property", label: "its own" }] : []),
  ];
  const choose = (source: string | null) => source && onChange(source === "literal" ? "" : { from: source as OperandReference["from"], name: "" });
  return (
    <Group gap="xs" wrap="wrap">
      <Select aria-label="Compared with" w={170} allowDeselect={false} data={sources} value={reference?.from ?? "literal"} onChange={choose} />
      {reference
        ? <ReferenceName reference={reference} onChange={onChange} />
        : <Literal value={value as Json | undefined} op={op} type={type} examples={examples} onChange={onChange} />}
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
  const names = (reference.from === "attribute" ? attributes : properties).map(({ name }) => name);
  return <Autocomplete aria-label="Name of the value" placeholder="name" w={160} data={names} limit={50} maxLength={200} value={reference.name} onChange={(name) => onChange({ ...reference, name })} />;
}

function Literal({ value, op, type, examples, onChange }: { readonly value: Json | undefined; readonly op: OperatorName; readonly type: string | undefined; readonly examples: readonly Json[]; readonly onChange: (value: Operand) => void }) {
  if (type === "boolean") return <Select aria-label="Value" w={110} data={[{ value: "true", label: "true" }, { value: "false", label: "false" }]} value={value === true ? "true" : value === false ? "false" : null} onChange={(next) => onChange(next === "true")} />;
  if (DATES.has(op)) return <TextInput aria-label="Date" type="date" w={160} value={textOf(value)} onChange={(event) => onChange(event.currentTarget.value)} />;
  return <Autocomplete aria-label="Value" placeholder="value" w={150} maxLength={500} data={[...new Set(examples.map(textOf))]} limit={20} value={textOf(value)} onChange={(text) => onChange(literalOf(text, op, type))} />;
}

export function ListInput({ value, type, examples, onChange }: { readonly value: Operand | undefined; readonly type: string | undefined; readonly examples: readonly Json[]; readonly onChange: (value: Operand) => void }) {
  const values = Array.isArray(value) ? value : [];
  return (
    <TagsInput
      aria-label="Values" placeholder={values.length === 0 ? "type, then Enter" : undefined} w={260} data={[...new Set(examples.map(textOf))]} value={values.map(textOf)}
      onChange={(texts) => onChange(texts.map((text) => literalOf(text, "equals", type)))}
    />
  );
}

export function RangeInput({ value, onChange }: { readonly value: Operand | undefined; readonly onChange: (value: Operand) => void }) {
  const [from, to] = Array.isArray(value) ? value : [];
  const set = (low: Json, high: Json) => onChange([low, high]);
  return (
    <Group gap="xs" wrap="nowrap">
      <TextInput aria-label="From" w={100} value={textOf(from)} onChange={(event) => set(literalOf(event.currentTarget.value, "between", undefined), to ?? "")} />
      <span>and</span>
      <TextInput aria-label="To" w={100} value={textOf(to)} onChange={(event) => set(from ?? "", literalOf(event.currentTarget.value, "between", undefined))} />
    </Group>
  );
}
