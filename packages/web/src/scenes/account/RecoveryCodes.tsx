import { Button, Code, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { CopyButton } from "../../ui/CopyButton.tsx";

/** The recovery codes, shown once. */
export function RecoveryCodes({ codes, onDone }: { readonly codes: readonly string[]; readonly onDone: () => void }) {
  return (
    <Stack>
      <Text size="sm">
        Keep these recovery codes where you find them without your phone. Each lets you in once, in place of the app. They are shown only now.
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" component="ul" p={0} m={0} style={{ listStyle: "none" }} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <Code fz="sm">{code}</Code>
          </li>
        ))}
      </SimpleGrid>
      <Group>
        <Button onClick={onDone}>I have kept them</Button>
        <CopyButton value={codes.join("\n")} label="Copy all codes" />
      </Group>
    </Stack>
  );
}
