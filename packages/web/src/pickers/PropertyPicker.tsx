import type { RegistryAttribute, RegistryProperty } from "@beckon/contract";
import { Autocomplete, Stack, Text } from "@mantine/core";
import { valueText } from "../ui/valueText.ts";
import { typeWord } from "./names.ts";
import { useAllOnOpening } from "./useAllOnOpening.ts";

/** A property, or an attribute, which may be computed. */
type Seen = RegistryProperty & Partial<Pick<RegistryAttribute, "computed">>;

interface PropertyPickerProps {
  readonly label: string;
  /** Within a line of words the label is only read out. */
  readonly inline?: boolean;
  readonly placeholder?: string;
  readonly description?: string;
  /** Properties or attributes seen so far. */
  readonly seen: readonly Seen[];
  /** Those of these types are offered first, where only they make sense. */
  readonly wanted?: readonly string[];
  readonly value: string;
  readonly width?: number;
  readonly onChange: (name: string) => void;
}

const OFFERED = 50;
const EXAMPLES_SHOWN = 3;

/** The name of a property or attribute: those seen are offered with their type and values; one that is still to come may be typed. */
export function PropertyPicker({ label, inline, placeholder, description, seen, wanted = [], value, width = 240, onChange }: PropertyPickerProps) {
  const isWanted = (property: RegistryProperty) => wanted.some((type) => type in property.types);
  const offered = [...seen].sort((a, b) => Number(isWanted(b)) - Number(isWanted(a)));
  const opening = useAllOnOpening(onChange);
  const isUnseen = value !== "" && seen.length > 0 && !seen.some(({ name }) => name === value);
  return (
    <Autocomplete
      label={inline ? undefined : label}
      aria-label={inline ? label : undefined}
      placeholder={placeholder}
      description={isUnseen ? "Never seen yet" : description}
      inputWrapperOrder={["label", "input", "description", "error"]}
      w="100%"
      maw={width}
      data={offered.map(({ name }) => name)}
      limit={OFFERED}
      maxLength={200}
      comboboxProps={{ width: 260, position: "bottom-start" }}
      value={value}
      {...opening}
      renderOption={({ option }) => <Offer property={seen.find(({ name }) => name === option.value)} name={option.value} />}
    />
  );
}

function Offer({ property, name }: { readonly property: Seen | undefined; readonly name: string }) {
  const examples = property?.examples.slice(0, EXAMPLES_SHOWN).map((example) => valueText(example.value)) ?? [];
  return (
    <Stack gap={0}>
      <Text size="sm">{name}</Text>
      <Text size="xs" c="dimmed" lineClamp={1}>
        {property?.computed ? `computed ${typeWord(property)}: ${property.computed}` : [typeWord(property), examples.join(", ")].filter(Boolean).join(": ")}
      </Text>
    </Stack>
  );
}
