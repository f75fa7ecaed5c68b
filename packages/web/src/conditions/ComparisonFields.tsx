import type { RegistryProperty } from "@beckon/contract";
import { type Comparison, type Json, OPERATORS, type OperatorName, type Takes } from "@beckon/core";
import { Select } from "@mantine/core";
import { mainType } from "../pickers/names.ts";
import { DurationInput } from "../ui/inputs/DurationInput.tsx";
import { ListInput, OperandInput, RangeInput } from "./OperandInput.tsx";

interface ComparisonFieldsProps {
  readonly comparison: Comparison;
  /** What has been seen of what is compared, where anything has. */
  readonly known: RegistryProperty | undefined;
  readonly onChange: (comparison: Comparison) => void;
}

/** Without types a group fits anything. */
const GROUPS: readonly { readonly group: string; readonly types?: readonly string[]; readonly operators: readonly OperatorName[] }[] = [
  { group: "Value", operators: ["equals", "not_equals", "one_of", "none_of", "exists", "missing"] },
  { group: "Number", types: ["number", "integer"], operators: ["greater_than", "at_least", "less_than", "at_most", "between"] },
  { group: "Text", types: ["string", "array"], operators: ["contains", "not_contains", "starts_with", "ends_with"] },
  { group: "Yes or no", types: ["boolean"], operators: ["is_true", "is_false"] },
  { group: "Date", types: ["date"], operators: ["before", "after", "on_day", "within_last", "not_within_last", "within_next"] },
];

/** Operators that fit a type that has been seen come first; the others are kept, because numbers and dates also come as texts. */
function operatorsFor(known: RegistryProperty | undefined) {
  const fits = ({ types }: (typeof GROUPS)[number]) => !types || !known || types.some((type) => type in known.types);
  const items = (operators: readonly OperatorName[]) => operators.map((name) => ({ value: name, label: OPERATORS[name].words }));
  const others = GROUPS.filter((group) => !fits(group)).flatMap(({ operators }) => operators);
  return [
    ...GROUPS.filter(fits).map(({ group, operators }) => ({ group, items: items(operators) })),
    ...(others.length > 0 ? [{ group: "For other types", items: items(others) }] : []),
  ];
}

/** The right-hand half of a condition: how it is compared, and with what. */
export function ComparisonFields({ comparison, known, onChange }: ComparisonFieldsProps) {
  const { takes } = OPERATORS[comparison.op];
  const choose = (op: OperatorName) => onChange(withOperator(comparison, op));
  const value = (next: Comparison["value"]) => onChange({ op: comparison.op, ...(comparison.ignoreCase ? { ignoreCase: true } : {}), value: next });
  const type = mainType(known);
  const seen = known?.examples ?? [];
  return (
    <>
      <Select
        aria-label="Comparison"
        w={164}
        allowDeselect={false}
        data={operatorsFor(known)}
        value={comparison.op}
        onChange={(op) => op && choose(op as OperatorName)}
        maxDropdownHeight={360}
      />
      {takes === "one" && <OperandInput value={comparison.value} op={comparison.op} type={type} seen={seen} onChange={value} />}
      {takes === "list" && <ListInput value={comparison.value} type={type} seen={seen} onChange={value} />}
      {takes === "range" && <RangeInput value={comparison.value} onChange={value} />}
      {takes === "duration" && (
        <DurationInput label="Length of time" inline value={typeof comparison.value === "string" ? comparison.value : "P7D"} onChange={value} />
      )}
    </>
  );
}

const EMPTY: { readonly [takes in Takes]: Json | undefined } = { none: undefined, one: "", list: [], range: [0, 0], duration: "P7D" };

/** Keeps the value where the new operator takes the same kind of thing, else begins anew. */
function withOperator(comparison: Comparison, op: OperatorName): Comparison {
  const kept = OPERATORS[op].takes === OPERATORS[comparison.op].takes ? comparison.value : EMPTY[OPERATORS[op].takes];
  return kept === undefined ? { op } : { op, value: kept };
}
