import { ActionIcon, Button, Group, Stack, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";

interface Field {
  readonly name: string;
  readonly value: string;
}

/** Names with their values, which may hold Liquid. */
export function FieldList({ fields, onChange }: { readonly fields: readonly Field[]; readonly onChange: (fields: readonly Field[]) => void }) {
  const change = (index: number, part: Partial<Field>) => onChange(fields.map((field, at) => (at === index ? { ...field, ...part } : field)));
  return (
    <Stack gap="xs">
      {fields.map((field, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a field has no name of its own while it is typed.
        <Group key={index} gap="xs" wrap="nowrap">
          <TextInput
            aria-label={`Name of field ${index + 1}`}
            placeholder="name"
            w={160}
            value={field.name}
            onChange={(event) => change(index, { name: event.currentTarget.value })}
          />
          <TextInput
            aria-label={`Value of field ${index + 1}`}
            placeholder="value"
            flex={1}
            value={field.value}
            onChange={(event) => change(index, { value: event.currentTarget.value })}
          />
          <ActionIcon variant="subtle" color="gray" aria-label={`Remove field ${index + 1}`} onClick={() => onChange(fields.filter((_, at) => at !== index))}>
            <X size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <div>
        <Button size="xs" variant="default" leftSection={<Plus size={14} aria-hidden />} onClick={() => onChange([...fields, { name: "name", value: "" }])}>
          Field
        </Button>
      </div>
    </Stack>
  );
}
