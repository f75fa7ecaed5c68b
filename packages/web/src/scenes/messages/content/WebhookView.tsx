import { Stack } from "@mantine/core";
import { CodeText } from "../../../ui/CodeText.tsx";
import type { ContentViewProps } from "./ContentView.tsx";

/** The request, as it goes over the wire. */
export function WebhookView({ content: { method, url, headers, body } }: ContentViewProps<"webhook">) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <Stack gap="sm">
      <CodeText label="Request">{[`${method} ${url}`, ...lines].join("\n")}</CodeText>
      {body !== null && <CodeText label="Body">{body}</CodeText>}
    </Stack>
  );
}
