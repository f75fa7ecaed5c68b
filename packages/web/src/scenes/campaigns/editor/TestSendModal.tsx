import type { PreviewRequest } from "@beckon/contract";
import { Alert, Anchor, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import { useChange, useRead } from "../../../api/hooks.ts";
import { useMe } from "../../../api/me.ts";
import { CodeText } from "../../../ui/CodeText.tsx";
import { ErrorNote } from "../../../ui/ErrorNote.tsx";
import { sayDone } from "../../../ui/say.ts";

interface TestSendModalProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  /** The preview that is shown, as it is to be sent. */
  readonly request: PreviewRequest;
}

/** Sends what the preview shows to one's own address. */
export function TestSendModal({ opened, onClose, request }: TestSendModalProps) {
  const me = useMe();
  const [to, setTo] = useState<string | null>(null);
  const send = useChange("testSend");
  const isMail = request.document?.message.channel !== "webhook";
  const address = to ?? me?.user?.email ?? "";
  return (
    <Modal opened={opened} onClose={onClose} title="Send a test" closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate(
            { body: { ...request, ...(isMail && { to: address.trim() }) } },
            {
              onSuccess: ({ detail, answer }) => {
                // An answer is there to be read.
                if (answer) return;
                sayDone(detail);
                onClose();
              },
            },
          );
        }}
      >
        <Stack>
          {send.error && <ErrorNote error={send.error} title="The test was not sent" />}
          {isMail && (
            <TextInput
              label="To"
              type="email"
              required
              withAsterisk={false}
              value={address}
              onChange={(event) => setTo(event.currentTarget.value)}
              data-autofocus
            />
          )}
          {send.data?.answer && (
            <CodeText label="Answer">
              {[send.data.detail, ...Object.entries(send.data.answer.headers).map(([name, value]) => `${name}: ${value}`), "", send.data.answer.body].join(
                "\n",
              )}
            </CodeText>
          )}
          {isMail && <NoSender from={request.document?.message} />}
          <Text size="sm" c="dimmed">
            The message as the preview shows it, marked as a test. Nothing is recorded about anybody.
          </Text>
          <Group justify="flex-end">
            <Button type="submit" loading={send.isPending}>
              Send the test
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** A mail that leaves from a made-up address is refused or lands in spam; better said before than looked for afterwards. */
function NoSender({ from }: { readonly from: NonNullable<PreviewRequest["document"]>["message"] | undefined }) {
  const mail = useRead("getStatus").data?.mail;
  if (!mail || mail.carrier === null || mail.sender !== null || (from && "from" in from && from.from)) return null;
  return (
    <Alert color="yellow" p="xs">
      <Text size="sm">
        No sender is set, so it leaves from a made-up address that most mailboxes refuse. Set one under{" "}
        <Anchor component={Link} to="/settings?tab=workspace" size="sm">
          Settings, General
        </Anchor>
        .
      </Text>
    </Alert>
  );
}
