import { Code, Group, Text } from "@mantine/core";
import { useMay } from "../../api/me.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { Panel } from "../../ui/Panel.tsx";

/** The key that every snippet carries. */
export function WriteKey({ value }: { readonly value: string | null }) {
  const mayRead = useMay("keys:read");
  return (
    <Panel title="Write key" lead="It may only send events, so it can stand in a web page.">
      {value ? (
        <Group gap="xs" wrap="nowrap">
          <Code fz="md" px="sm" py={6} data-testid="write-key">
            {value}
          </Code>
          <CopyButton value={value} label="Copy the write key" />
        </Group>
      ) : (
        <Text size="sm">
          {mayRead
            ? "There is no write key that can be shown. Make one under Settings, Keys."
            : "Your role does not see keys. Ask an admin for the write key, and put it in place of YOUR_WRITE_KEY below."}
        </Text>
      )}
    </Panel>
  );
}
