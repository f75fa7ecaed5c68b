import { Group, Kbd, Modal, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { modKey } from "../ui/modKey.ts";
import { DESTINATIONS } from "./navigation.ts";
import classes from "./ShortcutSheet.module.css";
import { shortcutSheet } from "./shortcutSheet.ts";
import { useReachable } from "./useReachable.ts";

interface Shortcut {
  readonly does: string;
  readonly keys: readonly string[];
}

const EVERYWHERE: readonly Shortcut[] = [
  { does: "Search and commands", keys: [modKey, "K"] },
  { does: "The same, with one key", keys: ["/"] },
  { does: "New campaign", keys: ["n"] },
  { does: "This sheet", keys: ["?"] },
  { does: "Close what is open", keys: ["Esc"] },
];

/** `?`: what the keyboard can do. */
export function ShortcutSheet() {
  const places = useReachable()(DESTINATIONS).map(({ label, key }) => ({ does: label, keys: ["g", key] }));
  return (
    <Modal opened={shortcutSheet.useOpened()} onClose={shortcutSheet.close} title="Keyboard shortcuts" size="lg" closeButtonProps={{ "aria-label": "Close" }}>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xl">
        <Shortcuts title="Everywhere" shortcuts={EVERYWHERE} />
        <Shortcuts title="Go to" shortcuts={places} />
      </SimpleGrid>
    </Modal>
  );
}

function Shortcuts({ title, shortcuts }: { readonly title: string; readonly shortcuts: readonly Shortcut[] }) {
  return (
    <Stack gap="xs">
      <Title order={3} size="h4" c="dimmed">
        {title}
      </Title>
      <dl className={classes.list}>
        {shortcuts.map(({ does, keys }) => (
          <Group key={does} justify="space-between" wrap="nowrap" gap="md">
            <Text size="sm" component="dt">
              {does}
            </Text>
            <dd className={classes.keys}>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </Group>
        ))}
      </dl>
    </Stack>
  );
}
