import { describeMessage } from "@beckon/core";
import { SegmentedControl, Stack } from "@mantine/core";
import { editingOf, MESSAGE_EDITINGS } from "../message/kinds.ts";
import { useMessageDesk } from "../message/MessageDesk.tsx";
import type { Part, PartFormProps } from "../part.ts";

export const sendPart: Part = {
  id: "send",
  lead: () => "send",
  sentence: ({ message }) => editingOf(message)?.sentence(message) ?? describeMessage(message),
  isSet: () => true,
  paths: ["message"],
  Form: SendForm,
};

function SendForm({ document, change }: PartFormProps) {
  const editing = editingOf(document.message);
  const { putAside, asideOf } = useMessageDesk();
  return (
    <Stack>
      <div>
        <SegmentedControl
          size="xs"
          aria-label="What is sent"
          data={MESSAGE_EDITINGS.map(({ channel, label }) => ({ value: channel, label }))}
          value={document.message.channel}
          onChange={(channel) => {
            const chosen = MESSAGE_EDITINGS.find((each) => each.channel === channel);
            if (!chosen) return;
            putAside(document.message);
            change({ message: asideOf(channel) ?? chosen.blank() });
          }}
        />
      </div>
      {editing && <editing.Form document={document} message={document.message} onChange={(message) => change({ message })} />}
    </Stack>
  );
}
