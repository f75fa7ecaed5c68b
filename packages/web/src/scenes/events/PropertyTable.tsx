import type { RegistryProperty } from "@beckon/contract";
import { Code, Group, Text } from "@mantine/core";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { valueText } from "../../ui/valueText.ts";

const EXAMPLES_SHOWN = 4;
const COLUMNS: readonly Column<RegistryProperty>[] = [
  { header: "Name", cell: (property) => <Code>{property.name}</Code> },
  { header: "Type", width: "12rem", cell: (property) => <Text size="sm">{typesOf(property)}</Text> },
  { header: "Often", cell: (property) => <Examples property={property} /> },
];

/** Types by how often they came: `number`, or `number (98 %), string`. */
function typesOf({ types }: RegistryProperty): string {
  const entries = Object.entries(types).sort(([, a], [, b]) => b - a);
  const sum = entries.reduce((total, [, count]) => total + count, 0);
  return entries.map(([type, count], index) => (entries.length > 1 && index === 0 ? `${type} (${Math.floor((100 * count) / sum)} %)` : type)).join(", ");
}

function Examples({ property }: { readonly property: RegistryProperty }) {
  return (
    <Group gap={6}>
      {property.examples.slice(0, EXAMPLES_SHOWN).map(({ value }) => (
        <Text key={valueText(value)} size="xs" c="dimmed" lineClamp={1} maw={220}>
          {valueText(value)}
        </Text>
      ))}
    </Group>
  );
}

export function PropertyTable({ label, properties }: { readonly label: string; readonly properties: readonly RegistryProperty[] }) {
  return <RecordTable label={label} items={properties} columns={COLUMNS} id={(property) => property.name} />;
}
