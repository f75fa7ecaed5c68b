import { Code, Stack, Tabs, Text } from "@mantine/core";
import { Panel } from "../../ui/Panel.tsx";
import { Snippet } from "../../ui/Snippet.tsx";
import { browserSnippet, curlSnippet, nodeSnippet } from "./snippets.ts";

interface ConnectSnippetsProps {
  readonly origin: string;
  readonly writeKey: string;
}

/** Ready to paste, with this workspace's key and address filled in. */
export function ConnectSnippets({ origin, writeKey }: ConnectSnippetsProps) {
  return (
    <Panel title="Send events" lead="Pick what you have. The quickest try is the terminal.">
      <Tabs defaultValue="terminal" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="terminal">Terminal</Tabs.Tab>
          <Tabs.Tab value="browser">Website</Tabs.Tab>
          <Tabs.Tab value="node">Node</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="terminal">
          <Snippet code={curlSnippet(origin, writeKey)} label="command" />
        </Tabs.Panel>
        <Tabs.Panel value="browser">
          <Stack gap="xs">
            <Text size="sm">
              Put it into the <Code>head</Code> of every page. It is Segment's own library, served from here.
            </Text>
            <Snippet code={browserSnippet(origin, writeKey)} label="website code" />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="node">
          <Snippet code={nodeSnippet(origin, writeKey)} label="Node code" />
        </Tabs.Panel>
      </Tabs>
    </Panel>
  );
}
