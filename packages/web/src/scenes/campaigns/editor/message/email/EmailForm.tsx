import type { EmailMessage, MessageBody } from "@beckon/core";
import { Group, Input, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { useRead } from "../../../../../api/hooks.ts";
import { CodeEditor } from "../../../../../ui/CodeEditor.tsx";
import { Disclosure } from "../../../../../ui/Disclosure.tsx";
import { Choice } from "../../../../../ui/inputs/Choice.tsx";
import { useVariables } from "../../useVariables.ts";
import type { MessageFormProps } from "../messageEditing.ts";

const FORMATS = [
  { value: "mjml", label: "MJML" },
  { value: "html", label: "HTML" },
  { value: "text", label: "Plain text" },
];
const ON_MISSING = [
  { value: "skip", label: "Do not send", description: "Better no mail than “Hello ,”" },
  { value: "send", label: "Send with nothing in its place" },
] as const;

/** What the mail says, and who it comes from. */
export function EmailForm({ document, message, onChange }: MessageFormProps<EmailMessage>) {
  const variables = useVariables(document);
  const set = (part: Partial<EmailMessage>) => onChange({ ...message, ...part });
  const setBody = (part: Partial<MessageBody>) => set({ body: { ...message.body, ...part } });
  return (
    <Stack>
      <CodeEditor label="Subject" language="liquid" singleLine value={message.subject} onChange={(subject) => set({ subject })} variables={variables} />
      <CodeEditor
        label="Preheader"
        description="What mail programs show after the subject"
        language="liquid"
        singleLine
        value={message.preheader ?? ""}
        onChange={(preheader) => set({ preheader: preheader || undefined })}
        variables={variables}
      />
      <Input.Wrapper label="Body" labelElement="div">
        <div>
          <SegmentedControl
            size="xs"
            mt={4}
            aria-label="Format of the body"
            data={FORMATS}
            value={message.body.format}
            onChange={(format) => setBody({ format: format as MessageBody["format"] })}
          />
        </div>
      </Input.Wrapper>
      <CodeEditor
        label="Source"
        description="Type {{ for variables, | for filters, {% for conditions and loops"
        language={message.body.format === "text" ? "liquid" : message.body.format}
        value={message.body.source}
        onChange={(source) => setBody({ source })}
        minHeight={260}
        variables={variables}
      />
      <Disclosure summary="Sender, plain text, missing values">{() => <MoreOfMessage message={message} set={set} />}</Disclosure>
    </Stack>
  );
}

function MoreOfMessage({ message, set }: { readonly message: EmailMessage; readonly set: (part: Partial<EmailMessage>) => void }) {
  const sender = useRead("getWorkspace").data?.settings.sender;
  const from = (part: { name?: string; email?: string }) => {
    const next = { email: message.from?.email ?? "", name: message.from?.name, ...part };
    set({ from: next.email || next.name ? { email: next.email, name: next.name || undefined } : undefined });
  };
  return (
    <Stack>
      <Group gap="sm" align="flex-start">
        <TextInput
          label="From: name"
          placeholder={sender?.name ?? ""}
          w={200}
          value={message.from?.name ?? ""}
          onChange={(event) => from({ name: event.currentTarget.value })}
        />
        <TextInput
          label="From: address"
          type="email"
          placeholder={sender?.email ?? "the workspace's sender"}
          w={240}
          value={message.from?.email ?? ""}
          onChange={(event) => from({ email: event.currentTarget.value })}
        />
        <TextInput
          label="Replies go to"
          type="email"
          placeholder={sender?.replyTo ?? "the sender"}
          w={240}
          value={message.replyTo ?? ""}
          onChange={(event) => set({ replyTo: event.currentTarget.value || undefined })}
        />
      </Group>
      {message.body.format !== "text" && (
        <CodeEditor
          label="Plain-text part"
          description="Made from the body while this is empty"
          language="liquid"
          value={message.text ?? ""}
          onChange={(text) => set({ text: text || undefined })}
          minHeight={100}
        />
      )}
      <Choice
        label="A variable without a value and without a default"
        options={ON_MISSING}
        value={message.onMissing ?? "skip"}
        onChange={(onMissing) => set({ onMissing: onMissing === "skip" ? undefined : onMissing })}
      />
    </Stack>
  );
}
