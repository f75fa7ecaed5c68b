import type { RegistryProperty } from "@beckon/contract";
import { Group, Text } from "@mantine/core";
import { textOf } from "./literal.ts";

/** A value that has been seen, with how often. */
export type SeenValue = RegistryProperty["examples"][number];

/** A value that is offered, with how often it was seen. */
export function SeenOption({ text, seen }: { readonly text: string; readonly seen: readonly SeenValue[] }) {
  const count = seen.filter(({ value }) => textOf(value) === text).reduce((sum, each) => sum + each.count, 0);
  return (
    <Group justify="space-between" w="100%" gap="sm" wrap="nowrap">
      <Text size="sm" truncate>
        {text}
      </Text>
      {count > 0 && (
        <Text size="xs" c="dimmed" style={{ flexShrink: 0 }}>
          {count === 1 ? "once" : `${count.toLocaleString("en")} times`}
        </Text>
      )}
    </Group>
  );
}

/** Most often seen first, each once: 1 and "1" look the same. */
export function textsOf(seen: readonly SeenValue[]): string[] {
  return [...new Set([...seen].sort((a, b) => b.count - a.count).map(({ value }) => textOf(value)))].filter((text) => text !== "");
}
