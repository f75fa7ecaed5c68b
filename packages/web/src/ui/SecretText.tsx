import { Code, Group } from "@mantine/core";
import { CopyButton } from "./CopyButton.tsx";

/** A text to be copied, whole on any screen. */
export function SecretText({ value, label }: { readonly value: string; readonly label: string }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Code fz="sm" style={{ overflowWrap: "anywhere" }}>
        {value}
      </Code>
      <CopyButton value={value} label={label} />
    </Group>
  );
}
