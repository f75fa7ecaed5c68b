import { Avatar, Group, Stack, Text } from "@mantine/core";
import { personName } from "./personName.ts";
import { SampleBadge } from "./SampleBadge.tsx";

interface PersonProps {
  readonly person: { readonly id: string; readonly name: string | null; readonly email: string | null };
}

/** Somebody in a list: initials, name, address. */
export function Person({ person }: PersonProps) {
  const name = personName(person);
  return (
    <Group gap="sm" wrap="nowrap" miw={0}>
      <Avatar name={person.name ?? person.email ?? "?"} size={32} radius="xl" color="gray" aria-hidden />
      <Stack gap={0} miw={0}>
        <Group gap={6} wrap="nowrap" miw={0}>
          <Text size="sm" fw={600} truncate>
            {name}
          </Text>
          <SampleBadge person={person} />
        </Group>
        {person.email && person.email !== name && (
          <Text size="xs" c="dimmed" truncate>
            {person.email}
          </Text>
        )}
      </Stack>
    </Group>
  );
}
