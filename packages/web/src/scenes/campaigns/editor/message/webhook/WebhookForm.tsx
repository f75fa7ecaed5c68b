import { WEBHOOK_METHODS, type WebhookBody, type WebhookMessage } from "@beckon/core";
import { Group, SegmentedControl, Select, Stack, TextInput } from "@mantine/core";
import { useVariables } from "../../../../../pickers/useVariables.ts";
import { CodeEditor } from "../../../../../ui/CodeEditor.tsx";
import { Choice } from "../../../../../ui/inputs/Choice.tsx";
import { entryEventOf } from "../../parts/triggers/triggerChoices.ts";
import type { MessageFormProps } from "../messageEditing.ts";
import { FieldList } from "./FieldList.tsx";
import { HeaderList } from "./HeaderList.tsx";

const FORMATS = [
  { value: "none", label: "No body" },
  { value: "json", label: "JSON" },
  { value: "form", label: "Form" },
  { value: "text", label: "Text" },
];
const REACHES = [
  { value: "system", label: "Another system", description: "Caps and quiet hours do not apply; it may arrive twice, with the same webhook-id" },
  { value: "person", label: "In the end the person", description: "A gateway of texts, say: consent, caps and quiet hours apply" },
] as const;

/** The request: where it goes and what it says. */
export function WebhookForm({ document, message, onChange }: MessageFormProps<WebhookMessage>) {
  const variables = useVariables(entryEventOf(document.trigger));
  const set = (part: Partial<WebhookMessage>) => onChange({ ...message, ...part });
  const { body } = message;
  return (
    <Stack>
      <Group align="flex-start" gap="xs" wrap="nowrap">
        <Select
          label="Method"
          w={110}
          data={[...WEBHOOK_METHODS]}
          value={message.method}
          allowDeselect={false}
          onChange={(method) => set({ method: method as WebhookMessage["method"] })}
        />
        <TextInput
          label="Address"
          description="{{ }} may stand after the host"
          inputWrapperOrder={["label", "input", "description", "error"]}
          flex={1}
          maxLength={4_000}
          value={message.url}
          onChange={(event) => set({ url: event.currentTarget.value })}
        />
      </Group>
      <HeaderList url={message.url} headers={message.headers ?? []} onChange={(headers) => set({ headers: headers.length === 0 ? undefined : headers })} />
      <SegmentedControl
        size="xs"
        aria-label="Format of the body"
        data={FORMATS}
        value={body?.format ?? "none"}
        onChange={(format) => set({ body: bodyAs(format, body) })}
      />
      {body?.format === "form" && <FieldList fields={body.fields} onChange={(fields) => set({ body: { format: "form", fields } })} />}
      {body !== undefined && body.format !== "form" && (
        <CodeEditor
          label="Body"
          description={body.format === "json" ? "Write {{ value | json }} for a value with its quotation marks" : "Type {{ for variables"}
          language="liquid"
          value={body.source}
          onChange={(source) => set({ body: { ...body, source } })}
          minHeight={180}
          variables={variables}
        />
      )}
      <Choice
        label="It reaches"
        options={REACHES}
        value={message.reaches ?? "system"}
        onChange={(reaches) => set({ reaches: reaches === "system" ? undefined : reaches })}
      />
    </Stack>
  );
}

/** The same text in another format, as far as there is one. */
function bodyAs(format: string, body: WebhookBody | undefined): WebhookBody | undefined {
  const source = body !== undefined && body.format !== "form" ? body.source : "{{ profile.id }}";
  if (format === "json" || format === "text") return { format, source };
  return format === "form" ? { format, fields: [{ name: "person", value: "{{ profile.id }}" }] } : undefined;
}
